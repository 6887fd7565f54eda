// The OpenID provider that the tests sign in at. It takes its settings as the first line of its standard input and a
// command in each line after that, answers each with a line, and ends when its input does: the tests' process holds it.
import { generateKeyPair, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import Provider from 'oidc-provider';

const host = '127.0.0.1';
const audiencePrefix = 'urn:audience:';
const interactionPath = '/interaction/';
const stored = new Map();
const server = createServer((request, response) => answer(request, response));
let settings;
let port;
let keys = [];
let provider;

const commands = {
  rotate: () => rotate(keys),
  'rotate-drop': () => rotate([]),
  stop: shut,
  start: open,
};

/** Keeps a provider's sessions, codes and grants while the process lives; no test lasts until one would have to be forgotten. */
class Store {
  #kind;

  constructor(kind) {
    this.#kind = kind;
  }

  async upsert(id, payload) {
    stored.set(this.#key(id), payload);
  }

  async find(id) {
    return stored.get(this.#key(id));
  }

  async findByUid(uid) {
    return this.#all().map(([, payload]) => payload).find(payload => payload.uid === uid);
  }

  async consume(id) {
    stored.get(this.#key(id)).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    stored.delete(this.#key(id));
  }

  async revokeByGrantId(grantId) {
    for (const [key, payload] of this.#all()) if (payload.grantId === grantId) stored.delete(key);
  }

  #all() {
    return [...stored].filter(([key]) => key.startsWith(this.#key('')));
  }

  #key(id) {
    return `${this.#kind}:${id}`;
  }
}

// Notices of the library would come between the answers.
console.info = console.error;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
settings = JSON.parse((await lines.next()).value);
port = settings.port;
keys = [await newKey()];
console.log(await open());
for await (const line of lines) console.log(await commands[line]());
process.exit(0);

/** Listens, on the same port as before once there was one. */
async function open() {
  await new Promise((done, fail) => server.once('error', fail).listen(port, host, done));
  port = server.address().port;
  provider = newProvider();
  return `ready ${provider.issuer}`;
}

/** Stops listening and hangs up, so that nobody is answered over a connection of before. */
async function shut() {
  const closed = new Promise(done => server.close(done));
  server.closeAllConnections();
  await closed;
  return 'stopped';
}

/** Signs with a new key from now on, and still publishes those that are kept. */
async function rotate(kept) {
  keys = [await newKey(), ...kept];
  provider = newProvider();
  return 'rotated';
}

async function newKey() {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

/** A provider's keys cannot be changed, so new keys ask for a new provider. What the old one stored is the process's, so who is signed in stays so. */
function newProvider() {
  return new Provider(`http://${host}:${port}`, {
    adapter: Store,
    jwks: { keys },
    clients: [webClient(), ...Object.keys(settings.machines).map(machineClient)],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: claimNames() },
    acrValues: [...new Set(Object.values(settings.accounts).map(claims => claims.acr).filter(Boolean))],
    // The broker reads the ID token and nothing else.
    conformIdTokenClaims: false,
    findAccount: (_, login) => settings.accounts[login] && { accountId: login, claims: () => ({ ...settings.accounts[login], sub: login }) },
    extraTokenClaims: (_, token) => settings.machines[token.clientId],
    loadExistingGrant: grantAlways,
    cookies: { keys: ['for tests only'] },
    interactions: { url: (_, interaction) => interactionPath + interaction.uid },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: { enabled: true, defaultResource: () => undefined, getResourceServerInfo: resourceOf },
      rpInitiatedLogout: { enabled: true, logoutSource: askToSignOut },
    },
  });
}

function webClient() {
  return {
    client_id: settings.clientId,
    client_secret: settings.clientSecret,
    redirect_uris: [settings.redirectUri],
    post_logout_redirect_uris: settings.postLogoutRedirectUris,
    token_endpoint_auth_method: 'client_secret_post',
  };
}

function machineClient(id) {
  return {
    client_id: id,
    client_secret: settings.clientSecret,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
  };
}

/** Whatever an account claims comes with the scope "profile". */
function claimNames() {
  return [...new Set(Object.values(settings.accounts).flatMap(Object.keys))].filter(name => name !== 'sub');
}

/** A resource has to be an address, but an audience may be any word; so the word is wrapped in one. */
function resourceOf(_, resource) {
  const audience = resource.startsWith(audiencePrefix) ? decodeURIComponent(resource.slice(audiencePrefix.length)) : resource;
  return { scope: '', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
}

/** Nobody is asked whether the broker may know who they are. */
async function grantAlways({ oidc }) {
  const known = oidc.session.grantIdFor(oidc.client.clientId);
  // A grant is gone once one of its codes was used twice.
  const existing = known && await oidc.provider.Grant.find(known);
  if (existing) return existing;
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

async function answer(request, response) {
  if (!request.url.startsWith(interactionPath)) return provider.callback()(request, response);
  try {
    await (request.method === 'POST' ? signIn(request, response) : askToSignIn(request, response));
  } catch (error) {
    // Such as a log-in that is over, or was begun by another browser.
    page(response, 400, `<p>${error.name}</p>`);
  }
}

async function askToSignIn(request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  signInPage(response, 200, uid);
}

async function signIn(request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  const login = new URLSearchParams(await text(request)).get('login');
  if (!Object.hasOwn(settings.accounts, login)) return signInPage(response, 401, uid);
  await provider.interactionFinished(request, response, { login: { accountId: login, acr: settings.accounts[login].acr } });
}

function signInPage(response, status, uid) {
  page(response, status, `<form method="post" action="${interactionPath}${uid}">
<label>Login <input name="login"></label>
<button>Sign in</button>
</form>`);
}

function askToSignOut(context, form) {
  context.body = html(form.replace('</form>', '<button name="logout" value="yes">Sign out</button></form>'));
}

function page(response, status, body) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html(body));
}

function html(body) {
  return `<!doctype html><html lang="en"><title>Identity provider</title><body>${body}</body></html>`;
}

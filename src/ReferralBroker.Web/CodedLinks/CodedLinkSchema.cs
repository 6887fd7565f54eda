using Npgsql;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CodedLinks;

/// <summary>The table of links in messages, in the log's database.</summary>
public static class CodedLinkSchema
{
    private const string Tables = """
        create schema coded_links;

        -- A link is known by its id, which nobody can make without the vault's key. Address and code stand here as keyed hashes alone.
        create table coded_links.link (
            id            uuid primary key,
            -- answer: a team answers a referral; own-page: somebody sees what is done for them
            kind          text not null,
            subject       uuid not null,
            organisation  uuid,
            address       text not null,
            made_at       timestamptz not null,
            expires_at    timestamptz not null,
            revoked_at    timestamptz,
            code          text,
            code_until    timestamptz,
            attempts      int not null default 0,
            codes         int not null default 0,
            codes_in_hour int not null default 0,
            hour_from     timestamptz not null);
        create index on coded_links.link (organisation) where revoked_at is null;
        """;

    private static readonly OwnSchema Own = new("coded_links", "link", Tables, "links in messages");

    /// <inheritdoc cref="OwnSchema.MigrateAsync"/>
    public static Task MigrateAsync(NpgsqlDataSource database, CancellationToken stop = default) => Own.MigrateAsync(database, stop);

    /// <inheritdoc cref="OwnSchema.CheckAsync"/>
    public static Task CheckAsync(NpgsqlDataSource database, CancellationToken stop = default) => Own.CheckAsync(database, stop);
}

// Says that a session is about to end while there is time to stay, and covers the page once it has ended. A step in another tab counts for this one too,
// if it was the same person's: one of somebody else means that this page is nobody's any more.
const warnedBefore = 120

export function watchSession () {
  const dialog = document.getElementById('session-end')
  if (!dialog) return
  const { kind, of, seconds, stay, method, tell, gone, filledIn } = dialog.dataset
  const part = name => dialog.querySelector(`[data-part=${name}]`)
  const trouble = dialog.querySelector('[data-trouble]')
  const left = dialog.querySelector('[data-left]')
  const tabs = new BroadcastChannel(`session ${kind}`)
  const warned = Math.min(warnedBefore, seconds / 2)
  let ends = Date.now() + seconds * 1000
  // What the dialog shows: nothing, 'soon' or 'over'.
  let shown = null
  let isAsking = false

  const show = name => {
    if (shown === name) return
    shown = name
    for (const other of ['soon', 'over']) part(other).hidden = other !== name
    dialog.setAttribute('aria-labelledby', part(name).querySelector('h2').id)
    // Nothing is left to be read behind it, or printed, by whoever comes by.
    document.body.classList.toggle('app-covered', name === 'over')
    if (!dialog.open) dialog.showModal()
    if (name === 'over') part(name).querySelector('h2').focus()
  }
  const goOn = remaining => {
    ends = Date.now() + remaining * 1000
    shown = null
    trouble.hidden = true
    document.body.classList.remove('app-covered')
    if (dialog.open) dialog.close()
  }
  const isFilledIn = () => filledIn === 'yes' || [...document.forms].some(form => [...form.elements].some(field =>
    ['checkbox', 'radio'].includes(field.type) ? field.checked !== field.defaultChecked
      : field.type === 'select-one' ? field.selectedIndex !== Math.max(0, [...field.options].findIndex(option => option.defaultSelected))
        : ['text', 'textarea', 'tel', 'email', 'file'].includes(field.type) && field.value !== (field.defaultValue ?? '')))
  const end = () => {
    if (isFilledIn()) show('over')
    else location.replace(gone)
  }

  const ask = async (address, how) => {
    const answer = await fetch(address, { method: how, cache: 'no-store' }).catch(() => null)
    return answer?.ok ? await answer.json().catch(() => null) : null
  }
  const isMine = answer => answer.of === of && answer.left > 0
  const here = async () => {
    const answer = await ask(stay, method)
    trouble.hidden = answer !== null
    if (answer === null) return
    if (!isMine(answer)) return end()
    goOn(answer.left)
    tabs.postMessage(answer)
  }
  const tick = async () => {
    const remaining = (ends - Date.now()) / 1000
    if (shown === 'over' || isAsking || remaining > warned) return
    if (remaining > 0) {
      left.textContent = remaining > 90 ? '2 minutes' : remaining > 60 ? 'a minute and a half' : remaining > 30 ? 'a minute' : 'half a minute'
      return show('soon')
    }
    // A file may have been fetched, or a page opened that says nothing: the server knows better, where it can be asked without a step.
    isAsking = true
    const answer = tell ? await ask(tell, 'GET') : null
    isAsking = false
    if (answer && isMine(answer)) goOn(answer.left)
    else end()
  }

  tabs.onmessage = ({ data }) => isMine(data) ? goOn(data.left) : end()
  tabs.postMessage({ of, left: Number(seconds) })
  for (const button of dialog.querySelectorAll('[data-here]')) button.addEventListener('click', here)
  // Whoever presses Escape is here; a browser lets it close a dialog that does not want to, but what is covered stays covered.
  dialog.addEventListener('cancel', event => { event.preventDefault(); here() })
  dialog.addEventListener('close', () => { if (shown) { dialog.showModal(); here() } })
  setInterval(tick, 1000)
}

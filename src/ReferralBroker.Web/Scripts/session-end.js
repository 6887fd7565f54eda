// Says that a session is about to end while there is time to stay, and covers the page once it has ended. A step in another tab counts for this one too.
const warnedBefore = 120

export function watchSession () {
  const dialog = document.getElementById('session-end')
  if (!dialog) return
  const idle = Number(dialog.dataset.idleSeconds)
  const warned = Math.min(warnedBefore, idle / 2)
  const [soon, over] = ['soon', 'over'].map(part => dialog.querySelector(`[data-part=${part}]`))
  const left = dialog.querySelector('[data-left]')
  const tabs = new BroadcastChannel('session')
  let lastStep = Date.now()
  let isOver = false

  const show = part => {
    soon.hidden = part !== soon
    over.hidden = part !== over
    dialog.setAttribute('aria-labelledby', part.querySelector('h2').id)
    if (!dialog.open) dialog.showModal()
  }
  const stepped = () => {
    isOver = false
    lastStep = Date.now()
    if (dialog.open) dialog.close()
  }
  const isFilledIn = () => dialog.dataset.filledIn === 'yes' || [...document.forms].some(form => [...form.elements].some(field =>
    ['checkbox', 'radio'].includes(field.type) ? field.checked !== field.defaultChecked
      : field.type === 'select-one' ? field.selectedIndex !== Math.max(0, [...field.options].findIndex(option => option.defaultSelected))
        : ['text', 'textarea', 'tel', 'email', 'file'].includes(field.type) && field.value !== (field.defaultValue ?? '')))

  const end = () => {
    isOver = true
    // Where nothing was filled in nothing is lost, and what stands here is left to nobody.
    if (isFilledIn()) show(over)
    else location.replace('/logged-out')
  }
  // Asking the server is a step by itself, so it is asked only when somebody says that they are here.
  const stay = async () => {
    const answer = await fetch('/account', { method: 'HEAD', redirect: 'manual', cache: 'no-store' }).catch(() => null)
    if (!answer?.ok) return end()
    stepped()
    tabs.postMessage('stepped')
  }
  const tick = () => {
    const remaining = idle - (Date.now() - lastStep) / 1000
    if (isOver || remaining > warned) return
    if (remaining <= 0) return end()
    left.textContent = remaining > 90 ? '2 minutes' : remaining > 60 ? 'a minute and a half' : remaining > 30 ? 'a minute' : 'half a minute'
    show(soon)
  }

  tabs.onmessage = stepped
  tabs.postMessage('stepped')
  dialog.querySelector('[data-stay]').addEventListener('click', stay)
  dialog.querySelector('[data-back]').addEventListener('click', stay)
  // Whoever presses Escape is here.
  dialog.addEventListener('cancel', event => { event.preventDefault(); stay() })
  setInterval(tick, 1000)
}

// What the pages do with JavaScript. Everything works without it: fields that only show on some answers are all shown, and buttons may be pressed twice.
import { initAll } from './nhsuk-frontend.min.js'
import { watchSession } from './session-end.js'

// Set here and not inline: were this file not to load, styles that hide things for scripts would hide them for good.
document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()
watchSession()

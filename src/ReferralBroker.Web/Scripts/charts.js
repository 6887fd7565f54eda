// Draws each chart from the table below it, so that both say the same. The page is complete without: a figure stays hidden until it is drawn.
import { barX, dot, geo, lineY, link, plot, ruleX, ruleY, text, tickX } from '@observablehq/plot'

const dark = '#12436D'
const bright = '#F46A25'
const grey = '#6f777b'
// About how wide a letter is, in pixels.
const letter = 8.6
const classes = ['#ffffff', '#c6dbef', '#6BACE6', '#2073BC', '#12436D']

// What a cell shows, without what is only heard.
function seen(cell) {
  const copy = cell.cloneNode(true)
  for (const heard of copy.querySelectorAll('.nhsuk-u-visually-hidden')) heard.remove()
  return copy.textContent.trim()
}

const rowsOf = (table) =>
  [...table.tBodies[0].rows].map((row) => ({
    label: seen(row.cells[0]),
    key: row.dataset.key,
    values: Object.fromEntries([...row.querySelectorAll('[data-as]')].map((cell) => [cell.dataset.as, cell.dataset.n === '' ? null : Number(cell.dataset.n)])),
    shown: Object.fromEntries([...row.querySelectorAll('[data-as]')].map((cell) => [cell.dataset.as, cell.dataset.n === '' ? seen(cell) : Number(cell.dataset.n).toLocaleString('en-GB')])),
    marks: row.dataset,
  }))

// As wide as its longest label, within a third of the picture; longer ones end in three dots.
const marginOf = (rows, width) => Math.min(width * 0.4, Math.max(60, ...rows.map((row) => row.label.length * letter)))
const cut = (label, margin) => (label.length * letter > margin ? `${label.slice(0, Math.floor(margin / letter) - 1)}…` : label)

function bars(rows, width) {
  const marginLeft = marginOf(rows, width)
  return {
    height: rows.length * 30 + 40,
    marginLeft,
    marginRight: 70,
    x: { axis: null, domain: [0, Math.max(1, ...rows.map((row) => row.values.n ?? 0))] },
    y: { domain: rows.map((row) => row.label), label: null, tickSize: 0, tickFormat: (label) => cut(label, marginLeft) },
    marks: [
      barX(rows, { x: (row) => row.values.n ?? 0, y: 'label', fill: dark }),
      text(rows, { x: (row) => row.values.n ?? 0, y: 'label', text: (row) => row.shown.n, textAnchor: 'start', dx: 6, fill: '#212b32' }),
      ruleX([0]),
    ],
  }
}

function range(rows, width) {
  const known = rows.filter((row) => row.values.median !== null)
  const marginLeft = marginOf(rows, width)
  return {
    height: rows.length * 30 + 80,
    marginLeft,
    marginRight: 40,
    marginBottom: 50,
    x: { label: 'Days', domain: [0, Math.max(1, ...known.flatMap((row) => [row.values.median, row.values.ninetieth ?? 0]))], grid: true, ticks: Math.max(2, Math.floor(width / 120)) },
    y: { domain: rows.map((row) => row.label), label: null, tickSize: 0, tickFormat: (label) => cut(label, marginLeft) },
    marks: [
      link(known.filter((row) => row.values.ninetieth !== null), { x1: (row) => row.values.median, x2: (row) => row.values.ninetieth, y1: 'label', y2: 'label', stroke: grey }),
      dot(known, { x: (row) => row.values.median, y: 'label', fill: dark, r: 5 }),
      dot(known.filter((row) => row.values.ninetieth !== null), { x: (row) => row.values.ninetieth, y: 'label', symbol: 'diamond', fill: bright, r: 5 }),
    ],
  }
}

function funnel(rows, width, figure) {
  const limits = JSON.parse(figure.dataset.limits)
  const points = rows.filter((row) => row.key !== '' && row.values.rate !== null)
  const all = Number(figure.dataset.all)
  const isLeft = (row) => row.values.whole < limits[limits.length - 1][0] / 2
  // Where rounding leaves it open nothing is said, and nothing is to be asked.
  const isUnusual = (row) => row.marks.standing !== '' && row.marks.standing !== 'as-expected'
  // Those beside each other are named above and below in turns, or their names would lie on each other.
  const inTurn = [...points].sort((one, other) => one.values.whole - other.values.whole)
  const named = (left, above) => text(points.filter((row) => isLeft(row) === left && (inTurn.indexOf(row) % 2 === 0) === above), { x: (row) => row.values.whole, y: (row) => row.values.rate, text: (row) => cut(row.label, width / 3), textAnchor: left ? 'start' : 'end', dy: above ? -12 : 16, fill: '#212b32' })
  const line = (at, dash) => lineY(limits, { x: (limit) => limit[0], y: (limit) => limit[at], stroke: grey, strokeDasharray: dash, curve: 'natural' })
  return {
    height: 380,
    marginLeft: 50,
    marginRight: 30,
    marginTop: 30,
    marginBottom: 50,
    x: { label: `${figure.dataset.of} (number)`, domain: [0, limits[limits.length - 1][0]], ticks: Math.max(2, Math.floor(width / 120)) },
    y: { label: '%', domain: [0, Math.min(100, Math.max(all * 2, limits[Math.floor(limits.length / 4)][4], ...points.map((row) => row.values.rate)) + 5)], clamp: true, grid: true },
    marks: [
      ruleY([all], { stroke: dark }),
      text([[limits[limits.length - 1][0], all]], { text: () => `All ${all}%`, textAnchor: 'end', dy: -8, fill: dark }),
      line(1, '6 3'), line(2, '6 3'), line(3, '2 3'), line(4, '2 3'),
      dot(points, { x: (row) => row.values.whole, y: (row) => row.values.rate, r: 5, fill: (row) => (isUnusual(row) ? bright : dark), symbol: (row) => (isUnusual(row) ? 'diamond' : 'circle') }),
      named(true, true), named(true, false), named(false, true), named(false, false),
    ],
  }
}

function run(rows, width, figure) {
  const points = rows.map((row, at) => ({ ...row, at }))
  const known = points.filter((point) => point.values.n !== null)
  const [mean, low, high] = ['mean', 'low', 'high'].map((name) => (figure.dataset[name] ? Number(figure.dataset[name]) : null))
  const every = Math.ceil(points.length / Math.max(2, Math.floor(width / 70)))
  const lines = mean === null ? [] : [
    ruleY([mean], { stroke: dark }),
    ruleY([low, high], { stroke: grey, strokeDasharray: '6 3' }),
    text([[0, mean, 'Mean'], [0, high, 'Upper limit'], [0, low, 'Lower limit']], { x: (line) => line[0], y: (line) => line[1], text: (line) => line[2], textAnchor: 'start', dy: -7, fill: '#212b32' }),
  ]
  return {
    height: 340,
    marginLeft: 45,
    marginRight: 45,
    marginBottom: 40,
    x: { label: null, domain: [0, Math.max(1, points.length - 1)], ticks: points.filter((point) => point.at % every === 0).map((point) => point.at), tickFormat: (at) => points[at]?.label ?? '' },
    y: { label: null, domain: [0, Math.max(1, high ?? 0, ...known.map((point) => point.values.n)) * 1.08], grid: true },
    marks: [
      ...lines,
      ruleX(points.filter((point) => point.marks.changed === 'yes'), { x: 'at', stroke: bright }),
      text(points.filter((point) => point.marks.changed === 'yes'), { x: 'at', text: () => 'Definition changed', frameAnchor: 'top', textAnchor: 'end', dx: -4, fill: '#212b32' }),
      lineY(points, { x: 'at', y: (point) => point.values.n, stroke: dark }),
      dot(known, { x: 'at', y: (point) => point.values.n, r: (point) => (point.marks.signals ? 6 : 4), symbol: (point) => (point.marks.signals ? 'diamond' : 'circle'), fill: (point) => (point.marks.signals ? bright : dark) }),
    ],
  }
}

function compare(rows, width) {
  const groups = rows.filter((row) => row.key !== '')
  const marginLeft = marginOf(groups, width)
  return {
    height: groups.length * 26 + 80,
    marginLeft,
    marginRight: 40,
    marginBottom: 50,
    x: { label: 'Per cent', domain: [0, Math.max(1, ...groups.flatMap((row) => [row.values.share ?? 0, row.values.resident ?? 0]))], ticks: Math.max(2, Math.floor(width / 120)), grid: true },
    y: { domain: groups.map((row) => row.label), label: null, tickSize: 0, tickFormat: (label) => cut(label, marginLeft) },
    marks: [
      barX(groups, { x: (row) => row.values.share ?? 0, y: 'label', fill: dark }),
      text(groups.filter((row) => row.values.share === null), { x: 0, y: 'label', text: (row) => row.shown.share, textAnchor: 'start', dx: 4, fill: '#212b32' }),
      tickX(groups.filter((row) => row.values.resident !== null), { x: (row) => row.values.resident, y: 'label', stroke: bright, strokeWidth: 4 }),
      ruleX([0]),
    ],
  }
}

// The classes stand in the page, with their words; the map only takes their colours.
function map(rows, width, figure, areas) {
  const bounds = [50, 80, 125, 200]
  const known = new Map(rows.map((row) => [row.key, row.values.index]))
  const indexOf = (area) => known.get(area.properties[figure.dataset.join]) ?? null
  const colour = (index) => classes[bounds.filter((bound) => index >= bound).length]
  const hidden = areas.features.filter((area) => indexOf(area) === null)
  return {
    height: width * 1.5,
    projection: { type: 'reflect-y', domain: areas },
    marks: [
      geo(areas.features.filter((area) => indexOf(area) !== null), { fill: (area) => colour(indexOf(area)), stroke: grey, strokeWidth: 0.6 }),
      geo(hidden, { fill: 'url(#app-hatch)', stroke: grey, strokeWidth: 0.6 }),
    ],
  }
}

const kinds = { bars, range, funnel, run, compare, map }

// A degree of longitude is shorter than one of latitude; over one city that is all a projection has to know.
function flattened(areas) {
  const shorter = Math.cos((52.95 * Math.PI) / 180)
  const flat = (part) => (typeof part[0] === 'number' ? [part[0] * shorter, part[1]] : part.map(flat))
  return { ...areas, features: areas.features.map((area) => ({ ...area, geometry: { ...area.geometry, coordinates: flat(area.geometry.coordinates) } })) }
}

// Hidden areas are hatched, so that they are not taken for low ones.
function hatch(svg) {
  svg.insertAdjacentHTML('afterbegin', '<defs><pattern id="app-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/><line x1="0" y1="0" x2="0" y2="6" stroke="#6f777b" stroke-width="2"/></pattern></defs>')
}

function draw(figure, areas) {
  const place = figure.querySelector('.app-chart__picture')
  figure.hidden = false
  const width = Math.min(figure.dataset.chart === 'map' ? 520 : 920, place.clientWidth)
  if (width < 100) return
  const rows = rowsOf(document.getElementById(figure.dataset.table))
  const svg = plot({ ...kinds[figure.dataset.chart](rows, width, figure, areas), width, className: 'app-plot' })
  // Our own stylesheet says the same: styles in the page are refused.
  svg.querySelector('style')?.remove()
  svg.setAttribute('aria-hidden', 'true')
  if (figure.dataset.chart === 'map') hatch(svg)
  place.replaceChildren(svg)
}

for (const figure of document.querySelectorAll('[data-chart]')) {
  const areas = figure.dataset.areas ? flattened(await (await fetch(figure.dataset.areas)).json()) : null
  draw(figure, areas)
  let before = figure.clientWidth
  new ResizeObserver(() => {
    if (Math.abs(figure.clientWidth - before) < 2) return
    before = figure.clientWidth
    draw(figure, areas)
  }).observe(figure)
}

// What scripts add. Every page works without them; nothing here decides anything.
(() => {
  'use strict'

  // Exit this page: blank it first, then leave without a way back in this tab's history.
  const leave = (link) => {
    document.body.classList.add('sl-leaving')
    document.title = ' '
    window.location.replace(link.href)
  }
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-sl-exit]')
    if (!link) return
    event.preventDefault()
    leave(link)
  })
  // Shift three times leaves as well, for a hand that is already on the keyboard.
  let shifts = []
  document.addEventListener('keyup', (event) => {
    const link = document.querySelector('[data-sl-exit]')
    if (!link) return
    shifts = event.key === 'Shift' ? [...shifts, Date.now()].filter((at) => Date.now() - at < 2000) : []
    if (shifts.length >= 3) leave(link)
  })
  // A page kept by the browser's back button must not be shown again after leaving.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted && document.querySelector('[data-sl-exit]')) window.location.reload()
  })

  // A form with something typed asks before it is left.
  const dirty = new WeakSet()
  document.addEventListener('input', (event) => {
    const form = event.target.closest('form[data-sl-form]')
    if (form) dirty.add(form)
  })
  document.addEventListener('submit', (event) => dirty.delete(event.target))
  window.addEventListener('beforeunload', (event) => {
    if (document.body.classList.contains('sl-leaving')) return
    const forms = [...document.querySelectorAll('form[data-sl-form]')]
    if (forms.some((form) => dirty.has(form))) event.preventDefault()
  })

  // A button to print: shown where a script can press it; without one the browser's own menu does.
  document.querySelectorAll('[data-sl-print]').forEach((part) => { part.hidden = false })
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-sl-print]')) window.print()
  })

  // Queues: j and k move, enter opens, x ticks.
  const typing = (element) => element.closest('input:not([type=checkbox]), textarea, select, [contenteditable]')
  const rows = () => [...document.querySelectorAll('[data-sl-queue] .sl-queue__row')]
  const here = () => rows().findIndex((row) => row.classList.contains('sl-is-here'))
  const goTo = (index) => {
    const all = rows()
    if (!all.length) return
    const row = all[Math.max(0, Math.min(index, all.length - 1))]
    all.forEach((other) => other.classList.toggle('sl-is-here', other === row))
    const link = row.querySelector('.sl-queue__link')
    if (link) link.focus({ preventScroll: true })
    row.scrollIntoView({ block: 'nearest' })
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !rows().length) return
    if (event.key === 'j') goTo(here() + 1)
    else if (event.key === 'k') goTo(here() < 0 ? 0 : here() - 1)
    else if (event.key === 'x' && here() >= 0) {
      const box = rows()[here()].querySelector('input[type=checkbox]')
      if (box) box.click()
    } else return
    event.preventDefault()
  })
  document.addEventListener('focusin', (event) => {
    const row = event.target.closest('.sl-queue__row')
    if (row) rows().forEach((other) => other.classList.toggle('sl-is-here', other === row))
  })

  // On a wide screen a row opens beside its list: <div data-sl-split> list <section data-sl-beside>.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-sl-split] .sl-queue__link')
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
    if (!link || !plain || !window.htmx || !window.matchMedia('(min-width: 75em)').matches) return
    const split = link.closest('[data-sl-split]')
    const beside = split.querySelector('[data-sl-beside]')
    if (!beside) return
    event.preventDefault()
    window.htmx
      .ajax('GET', link.href, { target: beside, select: '[data-sl-record]', swap: 'innerHTML' })
      .then(() => {
        if (!beside.querySelector('[data-sl-record]')) window.location.assign(link.href)
        split.classList.add('sl-split--open')
        const heading = beside.querySelector('h1, h2')
        if (heading) {
          heading.tabIndex = -1
          heading.focus()
        }
      })
  })

  // What htmx sends carries the form's own token; an answer that is an error leaves the page as it is.
  document.addEventListener('htmx:configRequest', (event) => {
    if (event.detail.verb === 'get') return
    const token = document.querySelector('input[name=csrfmiddlewaretoken]')
    if (token) event.detail.headers['X-CSRFToken'] = token.value
  })

  // Maps: drawn over the table, from data in attributes or from our own addresses.
  const colours = { urgent: '#d5281b', soon: '#ffb81c', done: '#007f3b', quiet: '#4c6272' }
  const label = (point) => {
    const words = document.createElement(point.href ? 'a' : 'span')
    words.textContent = point.label
    if (point.href && /^[/?#]/.test(point.href)) words.href = point.href
    return words
  }
  const fetched = async (address) => {
    const answer = await fetch(address, { headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new Error(`${answer.status}`)
    return answer.json()
  }
  const draw = async (element) => {
    const L = window.L
    const canvas = element.querySelector('[data-sl-map-canvas]')
    const { points, pointsFrom, boundaries } = element.dataset
    const places = points ? JSON.parse(points) : pointsFrom ? await fetched(pointsFrom) : []
    const outline = boundaries ? await fetched(boundaries) : null
    canvas.hidden = false
    canvas.setAttribute('role', 'region')
    canvas.setAttribute('aria-label', element.dataset.label)
    const map = L.map(canvas, { preferCanvas: places.length > 500, scrollWheelZoom: false, zoomSnap: 0.25 })
    map.attributionControl.setPrefix(false)
    const shown = L.featureGroup().addTo(map)
    if (outline) {
      L.geoJSON(outline, { interactive: false, style: { color: '#768692', weight: 1, fillColor: '#fff', fillOpacity: 0.9 } }).addTo(shown)
    }
    places.forEach((point) => {
      L.circleMarker([point.lat, point.lon], {
        radius: places.length > 500 ? 3 : 7,
        color: '#fff',
        weight: places.length > 500 ? 0 : 2,
        fillColor: colours[point.tone] || '#005eb8',
        fillOpacity: 1
      }).bindPopup(() => label(point)).addTo(shown)
    })
    const fit = () => {
      if (shown.getLayers().length) map.fitBounds(shown.getBounds(), { padding: [16, 16], maxZoom: 13 })
    }
    fit()
    map.on('resize', fit) // a phone that is turned must still show every place
  }
  // Leaflet stands further down the page and runs after this file.
  document.addEventListener('DOMContentLoaded', () => {
    if (!window.L) return
    document.querySelectorAll('[data-sl-map]').forEach((element) => {
      draw(element).catch(() => { element.querySelector('[data-sl-map-canvas]').hidden = true })
    })
  })
})()

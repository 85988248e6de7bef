// Elements of a report's page, built from its data. Law: text goes in through textContent alone, so nothing that
// a server or a user wrote is ever read as markup.

export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const child of children)
    node.append(typeof child === 'object' ? child : document.createTextNode(child));
  return node;
}

export function renderHead(data) {
  const { word, tone, sentence } = data.headline;
  return element(
    'header',
    `verdict tone-${tone}`,
    element('p', 'headline', word),
    element('p', 'sentence', sentence),
    element('h1', '', data.title),
    element('p', 'subtitle', data.subtitle),
    element('p', 'target', data.target),
  );
}

export function renderCards(cards) {
  const list = element('section', 'cards');
  for (const { label, value, note, tone } of cards) {
    list.append(
      element(
        'div',
        `card tone-${tone}`,
        element('h2', '', label),
        element('p', 'value', value),
        element('p', 'note', note),
      ),
    );
  }
  return list;
}

export function renderTable(table) {
  const body = element('tbody');
  for (const cells of table.rows) {
    const row = element('tr');
    cells.forEach((cell, i) => {
      const node = element(i === 0 ? 'th' : 'td', i < table.words ? 'word' : 'number', cell.text);
      if (i === 0) node.scope = 'row';
      if (cell.tone) node.classList.add(`tone-${cell.tone}`);
      row.append(node);
    });
    body.append(row);
  }
  const grid = element('table');
  if (table.columns.length > 0) {
    const names = table.columns.map((name, i) => {
      const node = element('th', i < table.words ? 'word' : 'number', name);
      node.scope = 'col';
      return node;
    });
    grid.append(element('thead', '', element('tr', '', ...names)));
  }
  grid.append(body);
  const box = element('section', 'panel', element('h2', '', table.title), element('div', 'scroll', grid));
  if (table.columns.length > 4) box.classList.add('wide');
  if (table.note) box.append(element('p', 'note', table.note));
  return box;
}

/** The list is folded away unless the address ends in #events; its rows are made when it is first opened. */
export function renderEvents(events) {
  const shown = events.rows.length;
  const title = shown === events.total ? `Events (${shown})` : `Events (${shown} of ${events.total})`;
  const body = element('tbody');
  const grid = element('table', 'events', body);
  const choice = element('select');
  choice.setAttribute('aria-label', 'Kind of event');
  for (const kind of ['all kinds', ...new Set(events.rows.map((row) => row.kind))])
    choice.append(element('option', '', kind));
  const fill = () => {
    const kind = choice.selectedIndex === 0 ? undefined : choice.value;
    const rows = events.rows.filter((row) => kind === undefined || row.kind === kind);
    body.replaceChildren(
      ...rows.map((row) =>
        element(
          'tr',
          '',
          element('td', 'number tone-dim', `${row.atS.toFixed(3)} s`),
          element('td', `word kind-${row.kind}`, row.kind),
          element('td', 'word', row.text),
          element('td', 'word tone-dim', row.where),
        ),
      ),
    );
  };
  choice.addEventListener('change', fill);
  const box = element(
    'details',
    'panel',
    element('summary', '', title),
    choice,
    element('div', 'scroll tall', grid),
  );
  box.addEventListener('toggle', () => body.childElementCount === 0 && fill(), { once: true });
  if (location.hash === '#events') {
    box.open = true;
    fill();
  }
  return box;
}

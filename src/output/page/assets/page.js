// Lays a report's page out from the data inside it, and keeps the charts in step with the window, the colour
// scheme and the printer.
import { redrawCharts, renderCharts } from './charts.js';
import { element, renderCards, renderEvents, renderHead, renderTable } from './tables.js';

{
  const data = JSON.parse(document.getElementById('data').textContent);
  const tablesAt = (place) => {
    const list = element('section', `tables ${place}`);
    list.append(...data.tables.filter((table) => table.place === place).map(renderTable));
    return list;
  };
  document.title = `${data.title}: ${data.headline.word.toLowerCase()} - busyhour`;
  document
    .getElementById('page')
    .replaceChildren(
      renderHead(data),
      renderCards(data.cards),
      tablesAt('top'),
      renderCharts(data, 'load'),
      tablesAt('middle'),
      element('h2', 'part', 'The generator itself'),
      renderCharts(data, 'generator'),
      tablesAt('end'),
      renderEvents(data.events),
      element('footer', '', data.footer),
    );
  redrawCharts(data);

  new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const width = Math.max(240, target.clientWidth);
      if (target.plot && target.plot.width !== width)
        target.plot.setSize({ width, height: target.plot.height });
    }
  }).observe(document.querySelector('.plot') ?? document.body);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redrawCharts(data));
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.print = 'yes';
    redrawCharts(data, 660);
  });
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset.print;
    redrawCharts(data);
  });
}

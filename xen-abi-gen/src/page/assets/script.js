'use strict';
// Search by name. Without this script the page is complete: the search stays hidden.
(() => {
  const box = document.querySelector('search');
  if (!box) return;
  box.hidden = false;
  const input = box.querySelector('input');
  const list = box.querySelector('ol');
  const most = 60;
  let index = null;
  let chosen = -1;
  const names = () => {
    const found = [];
    for (const element of document.querySelectorAll('main [id]')) {
      const head = element.querySelector('h3 > a, h4 > a, th') ?? element;
      const name = head.firstChild?.textContent.trim();
      if (!name || element.id.startsWith('section:')) continue;
      const rust = element.querySelector('.r')?.textContent ?? '';
      found.push({ element, name, rust, both: (name + '\n' + rust).toLowerCase() });
    }
    return found;
  };
  const rank = (entry, wanted) => {
    const parts = [...entry.both.split('\n'), ...entry.both.split(/\n|::| /)];
    if (parts.includes(wanted)) return 0;
    if (parts.some((part) => part.startsWith(wanted))) return 1;
    return 2;
  };
  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((item, number) => {
      item.ariaSelected = String(number === at);
      if (number === at) item.scrollIntoView({ block: 'nearest' });
    });
    input.setAttribute('aria-activedescendant', at < 0 ? '' : 'found-' + at);
  };
  const close = () => {
    list.hidden = true;
    input.ariaExpanded = 'false';
  };
  const go = (item) => {
    close();
    location.hash = item.dataset.place;
    const target = document.getElementById(item.dataset.place);
    target.scrollIntoView();
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };
  const search = () => {
    const wanted = input.value.trim().toLowerCase();
    index ??= names();
    const found = wanted ? index.filter((entry) => entry.both.includes(wanted)) : [];
    found.sort((a, b) => rank(a, wanted) - rank(b, wanted) || a.element.id.length - b.element.id.length);
    list.replaceChildren(...found.slice(0, most).map((entry, number) => {
      const item = document.createElement('li');
      item.id = 'found-' + number;
      item.role = 'option';
      item.dataset.place = entry.element.id;
      const rust = document.createElement('code');
      rust.textContent = entry.rust;
      item.append(entry.name, ' ', rust);
      return item;
    }));
    if (wanted && !found.length) {
      const none = document.createElement('li');
      none.textContent = 'no such name';
      list.append(none);
    }
    list.hidden = !wanted;
    input.ariaExpanded = String(Boolean(wanted));
    choose(found.length ? 0 : -1);
  };
  input.addEventListener('input', search);
  input.addEventListener('focus', search);
  input.addEventListener('keydown', (event) => {
    const items = list.querySelectorAll('[data-place]');
    if (event.key === 'ArrowDown' && items.length) choose((chosen + 1) % items.length);
    else if (event.key === 'ArrowUp' && items.length) choose((chosen + items.length - 1) % items.length);
    else if (event.key === 'Enter' && items[chosen]) go(items[chosen]);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  });
  list.addEventListener('mousedown', (event) => {
    const item = event.target.closest('[data-place]');
    event.preventDefault();
    if (item) go(item);
  });
  input.addEventListener('blur', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.target.closest('input, select')) {
      event.preventDefault();
      input.select();
    }
  });
})();
// Filters of a review: verdict, header, architecture, name.
(() => {
  const form = document.querySelector('.filters');
  if (!form) return;
  form.hidden = false;
  const words = (text) => (text ? text.split(' ') : []);
  const filter = () => {
    const wanted = new FormData(form);
    const verdicts = wanted.getAll('verdict');
    const [header, target] = [wanted.get('header'), wanted.get('target')];
    const name = wanted.get('name').trim().toLowerCase();
    const on = (element) => !target || !element.dataset.on || words(element.dataset.on).includes(target);
    const judged = (element) => words(element.dataset.verdict).some((one) => verdicts.includes(one));
    const named = (element) => !name || element.textContent.toLowerCase().includes(name);
    let shown = 0;
    let all = 0;
    for (const section of document.querySelectorAll('[data-header]')) {
      let any = false;
      for (const row of section.querySelectorAll('.changes tbody tr')) {
        row.hidden = !(judged(row) && on(row) && named(row));
        any ||= !row.hidden;
        all += 1;
        shown += !row.hidden && (!header || section.dataset.header === header);
      }
      for (const layout of section.querySelectorAll('article')) {
        let drawn = false;
        for (const variant of layout.querySelectorAll('.v')) {
          variant.hidden = !on(variant);
          drawn ||= !variant.hidden;
        }
        layout.hidden = !(drawn && judged(layout) && named(layout));
        any ||= !layout.hidden;
      }
      section.hidden = !any || Boolean(header && section.dataset.header !== header);
    }
    form.querySelector('output').textContent = `${shown} of ${all} lines`;
  };
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  filter();
})();

// Takes screenshots of pages: every width, by day and by night; of mails, as those programs show them that drop style
// blocks, that write them into the elements, and that darken by themselves.
// Usage: node shots.js FOLDER OUT [NAME...]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LESSER, lesser } from './lesser.js';
import { browser, darken, names, open, serve } from './pages.js';

const [folder, out, ...chosen] = process.argv.slice(2);
const WIDTHS = [320, 360, 720, 1200];
mkdirSync(out, { recursive: true });

const site = await serve(folder);
const chromium = await browser();
const made = [];
try {
  const tab = await chromium.newPage();
  const shot = async (page, name, width, scheme) => {
    await open(tab, `${site.base}${page}.html`, width, scheme);
    const path = `${name}-${width}-${scheme}.png`;
    await tab.screenshot({ path: join(out, path), fullPage: true });
    made.push({ path, name, width });
  };
  for (const name of names(folder).filter((name) => chosen.length === 0 || chosen.includes(name))) {
    for (const width of WIDTHS) {
      for (const scheme of ['light', 'dark']) await shot(name, name, width, scheme);
    }
    if (name.startsWith('mail-')) {
      for (const how of Object.keys(LESSER)) {
        const less = lesser(folder, name, how);
        for (const width of [360, 720]) await shot(less, less, width, 'light');
      }
      await darken(tab, true);
      await shot(`bare-${name}`, `darkened-${name}`, 360, 'light');
      await darken(tab, false);
    }
  }
} finally {
  await chromium.close();
  site.close();
}
// A contact sheet: everything on one page, to be opened in a browser.
const sheet = made.map(({ path, width }) => `<figure><img src="${path}" loading="lazy" width="${Math.min(width, 720) / 2}"><figcaption>${path}</figcaption></figure>`);
writeFileSync(
  join(out, 'index.html'),
  `<!doctype html><meta charset="utf-8"><title>Look</title><style>body{display:flex;flex-wrap:wrap;gap:20px;align-items:flex-start;background:#888;font:13px sans-serif}figure{margin:0}</style>${sheet.join('')}`,
);
console.log(`${made.length} pictures; open ${join(out, 'index.html')}`);

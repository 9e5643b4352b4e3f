// Mail as it is where a program takes something away from it: style blocks put into attributes by others, or dropped.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import juice from 'juice';

/** What each does to a mail. */
export const LESSER = { bare, blocked, juiced };

/** The mail after one of them, written beside it; answers its name. */
export function lesser(folder, name, how) {
  const html = readFileSync(join(folder, `${name}.html`), 'utf8');
  writeFileSync(join(folder, `${how}-${name}.html`), LESSER[how](html));
  return `${how}-${name}`;
}

/** All style blocks are written into the elements, and gone, as by those who forward mail. */
function juiced(html) {
  return juice(html, { removeStyleTags: true, preserveMediaQueries: false, preservePseudos: false });
}

/** As Gmail shows mail to accounts of other providers: what is in <body>, without style blocks, comments, classes and ids,
 * and without the properties that it doesn't know by the data of caniemail. */
function bare(html) {
  const [, attributes, body] = html.match(/<body([^>]*)>(.*)<\/body>/s);
  const inner = `<div${attributes}>${body}</div>`
    .replace(/<!--.*?-->/gs, '')
    .replace(/<style[^>]*>.*?<\/style>/gs, '')
    .replace(/<[a-z][^>]*>/g, (tag) => tag.replace(/ (class|id)="[^"]*"/g, '').replace(/ style="([^"]*)"/, known));
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Inbox</title></head><body style="margin:0">${inner}</body></html>`;
}

/** The same, and pictures are not loaded. */
function blocked(html) {
  return bare(html).replace(/(<img[^>]*?) src="[^"]*"/g, '$1');
}

function known(_, style) {
  const kept = style.split(';').filter((one) => !UNKNOWN.has(one.split(':')[0].trim()));
  return ` style="${kept.join(';')}"`;
}

/** The properties that Gmail on the web does not know. */
const UNKNOWN = (() => {
  const [clients, ...features] = readFileSync(new URL('data.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t'));
  const gmail = clients.indexOf('Gmail (Desktop Webmail)');
  const lacking = features.filter(([, , , support]) => support[gmail] === 'n');
  const keys = lacking.flatMap(([, keys]) => keys.split(' '));
  return new Set(keys.filter((key) => key.startsWith('property:')).map((key) => key.slice('property:'.length)));
})();

// Checks pages for accessibility (axe-core: every rule it has on by default) in light and dark and at three widths, and
// their markup (html-validate); that a mail says all it says where its style blocks are gone, and that it is as dark in
// Outlook on the web as it is by night. Usage: node check.js FOLDER
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { LESSER, lesser } from './lesser.js';
import { browser, names, open, serve } from './pages.js';

const folder = process.argv[2];
const problems = [];

const MAIL = {
  extends: ['html-validate:recommended'],
  rules: {
    // What mail clients need: attributes where they read no CSS, styles where they read no sheet, tables, and comments
    // that only Outlook reads. Some drop <main>, and keep a role.
    'no-deprecated-attr': 'off',
    'no-inline-style': 'off',
    'no-conditional-comment': 'off',
    'prefer-native-element': 'off',
    'wcag/h63': 'off',
    'element-permitted-content': 'error',
    // Written by a serialiser: this is how it does it.
    'void-style': 'off',
    'doctype-style': 'off',
    'no-trailing-whitespace': 'off',
    'attribute-boolean-style': 'off',
    'long-title': 'off',
  },
};
// One field of a form may have several boxes to tick: a reader's sections.
const BOXES = ['error', { shared: ['radio', 'checkbox', 'submit', 'button', 'reset'] }];
const PAGE = { ...MAIL, rules: { ...MAIL.rules, 'form-dup-name': BOXES, 'no-inline-style': 'error', 'no-deprecated-attr': 'error', 'prefer-native-element': 'error' } };

async function markup(name) {
  const config = name.startsWith('mail-') ? MAIL : PAGE;
  const validator = new HtmlValidate(new StaticConfigLoader(config));
  const report = await validator.validateString(readFileSync(join(folder, `${name}.html`), 'utf8'));
  for (const found of report.results.flatMap((result) => result.messages)) {
    problems.push(`${name}.html:${found.line}:${found.column}  ${found.ruleId}: ${found.message}`);
  }
}

async function accessibility(tab, base, name, width, scheme, axe) {
  await open(tab, `${base}${name}.html`, width, scheme);
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const { id, help, nodes } of violations) {
    const where = nodes.slice(0, 3).map((node) => `\n    ${node.html.slice(0, 140)}\n    ${node.failureSummary.split('\n').at(-1).trim()}`);
    problems.push(`${name}.html (${width} px, ${scheme})  ${id}: ${help} (${nodes.length})${where.join('')}`);
  }
  if (name.startsWith('mail-') && width < 400) {
    for (const found of [...(await tab.evaluate(targets)), ...(await tab.evaluate(texts))].slice(0, 5)) problems.push(`${name}.html (${width} px)  ${found}`);
  }
  await width_of(tab, name, width);
}

/** No reader should have to scroll sideways. */
async function width_of(tab, name, width) {
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) problems.push(`${name}.html (${width} px)  ${wide} px wider than the screen`);
}

/** Where a mail's style blocks are gone, it says the same, can be read, and its links can be pressed. */
async function lessened(tab, base, name, axe) {
  const text = () => document.body.innerText.toLowerCase().replace(/[\s\u00a0]+/g, ' ').trim();
  await open(tab, `${base}${name}.html`, 720, 'light');
  const said = await tab.evaluate(text);
  for (const how of Object.keys(LESSER)) {
    const less = lesser(folder, name, how);
    for (const width of [320, 720]) {
      await open(tab, `${base}${less}.html`, width, 'light');
      const says = await tab.evaluate(text);
      if (says !== said) problems.push(`${less}.html (${width} px)  it does not say what ${name}.html says:\n    ${differs(said, says)}`);
      await width_of(tab, less, width);
      for (const found of (await tab.evaluate(targets)).slice(0, 5)) problems.push(`${less}.html (${width} px)  ${found}`);
      await tab.evaluate(axe);
      const rules = ['color-contrast', 'image-alt', 'link-name'];
      const { violations } = await tab.evaluate((rules) => window.axe.run(document, { runOnly: rules }), rules);
      for (const { id, nodes } of violations) problems.push(`${less}.html (${width} px)  ${id}: ${nodes[0].html.slice(0, 140)}`);
    }
  }
}

/** Where Outlook on the web has recoloured it, it looks as it does by night. */
async function marked(tab, base, name) {
  await open(tab, `${base}${name}.html`, 720, 'dark');
  const night = await tab.evaluate(colours);
  await open(tab, `${base}${name}.html`, 720, 'light');
  const day = await tab.evaluate(colours);
  await tab.evaluate(() => ['data-ogsc', 'data-ogsb'].forEach((mark) => document.documentElement.setAttribute(mark, '')));
  const darkened = await tab.evaluate(colours);
  const differ = night.filter((found, at) => found !== darkened[at]).length;
  const other = night.find((found, at) => found !== darkened[at]);
  if (other) problems.push(`${name}.html  ${differ} of it are otherwise in the dark mode of Outlook on the web: ${other}`);
  if (day.every((found, at) => found === night[at])) problems.push(`${name}.html  it has no colours for the night`);
}

/** Run in the page: how each element looks that has text, a ground or a picture. */
function colours() {
  const said = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return [...document.querySelectorAll('[role=main] *')]
    .filter((element) => !element.closest('.bar'))
    .map((element) => {
      const { color, backgroundColor, display, borderTopColor, borderTopWidth } = getComputedStyle(element);
      const line = borderTopWidth === '0px' ? '' : borderTopColor;
      return [said(element) ? color : '', backgroundColor, line, display, element.outerHTML.slice(0, 60)].join(' ');
    });
}

/** Where two texts part. */
function differs(one, other) {
  let at = 0;
  while (one[at] === other[at]) at += 1;
  return [one, other].map((text) => text.slice(Math.max(0, at - 30), at + 50)).join('\n    ');
}

/** Run in the page: what is too small for a finger, which needs 44 px. */
function targets() {
  const found = [];
  for (const link of document.querySelectorAll('a')) {
    const [height] = [...link.getClientRects()].map((box) => box.height).sort((a, b) => b - a);
    if (height < 44) found.push(`a target of ${Math.round(height)} px: ${link.outerHTML.slice(0, 90)}`);
  }
  return [...new Set(found)];
}

/** Run in the page of a phone: what is read has 16 px. */
function texts() {
  const found = [];
  const texts = document.createTreeWalker(document.querySelector('[role=main]') ?? document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const around = text.parentElement;
    const size = parseFloat(getComputedStyle(around).fontSize);
    const seen = text.data.trim() && around.getClientRects().length > 0 && !around.closest('.bar');
    if (seen && size < 16) found.push(`text of ${size} px: ${text.data.slice(0, 60)}`);
  }
  return [...new Set(found)];
}

const all = names(folder);
if (all.length === 0) throw new Error(`${folder} has no pages`);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const site = await serve(folder);
const chromium = await browser();
try {
  const tab = await chromium.newPage();
  for (const name of all) {
    await markup(name);
    for (const [width, scheme] of [[720, 'light'], [360, 'dark'], [720, 'dark'], [320, 'light']]) {
      await accessibility(tab, site.base, name, width, scheme, axe);
    }
    if (name.startsWith('mail-')) {
      await lessened(tab, site.base, name, axe);
      await marked(tab, site.base, name);
    }
  }
} finally {
  await chromium.close();
  site.close();
}
for (const problem of problems) console.log(problem);
console.log(`${all.length} pages, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

// What readers see, written by the tests into a folder, and a browser to look at it with.
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import puppeteer from 'puppeteer-core';

const KINDS = { '.html': 'text/html; charset=utf-8', '.jpg': 'image/jpeg', '.png': 'image/png' };

/** The names of the pages in the folder, such as `mail-teasers`. */
export function names(folder) {
  return readdirSync(folder)
    .filter((file) => /^(mail|page)-.*\.html$/.test(file))
    .map((file) => file.replace(/\.html$/, ''))
    .sort();
}

/** Serves the folder on loopback, and nothing outside it. */
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    try {
      const body = await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': KINDS[extname(path)] ?? 'text/plain' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { base: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** The system's chromium: none is downloaded. */
export async function browser() {
  const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
    (path) => path && existsSync(path),
  );
  if (!executablePath) throw new Error('there is no chromium; install the Debian package, or name it in CHROMIUM');
  return puppeteer.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--force-color-profile=srgb'],
  });
}

/** Has the browser darken pages by itself, as some mail programs do, or no longer. */
export async function darken(tab, enabled) {
  // It holds while its session does.
  const session = await tab.createCDPSession();
  await session.send('Emulation.setAutoDarkModeOverride', { enabled });
}

/** Opens a page at a width, by day or by night. */
export async function open(tab, url, width, scheme) {
  await tab.setViewport({ width, height: 900 });
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await tab.goto(url, { waitUntil: 'load' });
}

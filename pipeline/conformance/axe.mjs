// Runs axe-core on one page in Chromium and prints what it found as JSON.
// Usage: node axe.mjs <folder of node_modules> <chromium> <page.html>
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const [modules, chromium, page] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const puppeteer = require("puppeteer");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// Chromium refuses its sandbox to root, as which CI runs; the page is one of ours, from this disk.
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"] });
try {
  const tab = await browser.newPage();
  // A page of ours may forbid all scripts; axe-core is none of its own.
  await tab.setBypassCSP(true);
  const schemes = {};
  for (const scheme of ["light", "dark"]) {
    await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await tab.goto(pathToFileURL(page).href);
    await tab.evaluate(axe);
    schemes[scheme] = await tab.evaluate(() => axe.run(document));
  }
  console.log(JSON.stringify(schemes));
} finally {
  await browser.close();
}

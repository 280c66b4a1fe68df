// Uses the live page in Chromium as a translator does, and prints what it saw as JSON.
// Usage: node preview.mjs <folder of node_modules> <chromium> <address> <catalogue>
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const [modules, chromium, address, catalogue] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const puppeteer = require("puppeteer");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const seen = { said: [], milliseconds: [], axe: {} };
const original = readFileSync(catalogue, "utf8");
// Chromium refuses its sandbox to root, as which CI runs; the page is one of ours.
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"] });
try {
  const tab = await browser.newPage();
  tab.on("console", (message) => seen.said.push(message.text()));
  tab.on("pageerror", (error) => seen.said.push(error.message));
  await tab.setViewport({ width: 1380, height: 1000 });
  await tab.goto(address);
  const version = () => tab.evaluate(() => document.documentElement.dataset.version ?? "");
  const ready = () => tab.waitForFunction(() => document.documentElement.dataset.version, { polling: 5 });
  const save = async (text) => {
    const before = await version();
    const at = Date.now();
    writeFileSync(catalogue, text);
    await tab.waitForFunction((v) => document.documentElement.dataset.version !== v, { polling: 5 }, before);
    return Number(await tab.evaluate(() => document.documentElement.dataset.drawn)) - at;
  };
  const pause = () => new Promise((resolve) => setTimeout(resolve, 1000));
  await ready();

  const focused = async (key) => {
    await tab.keyboard.press(key);
    return tab.evaluate(() => document.activeElement.id);
  };
  seen.keys = [await focused("n"), await focused("n"), await focused("p")];
  const shown = () => tab.evaluate(() => [...document.querySelectorAll(".row:not([hidden])")].map((r) => r.id));
  seen.all = (await shown()).length;
  for (const name of ["missing", "stale", "findings"]) {
    await tab.click(`.filter.${name}`);
    seen[name] = await shown();
    await tab.click(`.filter.${name}`);
  }

  await tab.evaluate(() => document.getElementById("p20").scrollIntoView());
  const top = () => tab.evaluate(() => document.getElementById("p20").getBoundingClientRect().top);
  const before = await top();
  for (let more = 10; more < 15; more += 1) {
    const text = original.replace(/(msgctxt "p4"[^]*?msgstr ""\n")/, `$1${"encore ".repeat(more)}`);
    seen.milliseconds.push(Math.round(await save(text)));
    await pause();
  }
  seen.moved = Math.abs((await top()) - before);

  await save(original.replace('msgctxt "p1"', 'msgctxt "p1'));
  seen.broken = await tab.evaluate(() => document.getElementById("problems").innerText);
  seen.kept = (await shown()).length;
  await save(original);
  seen.mended = await tab.evaluate(() => document.getElementById("problems").innerText);

  // The page forbids all scripts but its own; axe-core is none of its own.
  await tab.setBypassCSP(true);
  for (const scheme of ["light", "dark"]) {
    await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await tab.goto(address);
    await ready();
    await tab.evaluate(axe);
    const { violations } = await tab.evaluate(() => axe.run(document));
    seen.axe[scheme] = violations.map((v) => `${v.id}: ${v.nodes.length} times: ${v.nodes[0].html}`);
  }
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}

// Every page, in four languages, on a desk and on a phone: for everybody, in whole sentences, without a slip.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { Demo, LANGUAGES, TABLE as table, act, beginCase, decideProposal, fill, importReport, isoDay, nameOf, newDraft, openAct, openUntil, proposal, report, sign, signQuickly } from "./havre.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const DESK = { width: 1200, height: 900 };
const PHONE = { width: 390, height: 844 };
const DARK = "nl"; // and in one the page is looked at as at night
const LONGEST = "de"; // the language of the longest words is looked at on the phone

let demo;
const pages = {};
const path = {};
before(async () => {
  demo = await Demo.begin({ serve: false });
  importReport(demo, { victim_family_name: "Vandenbroucke-Avanthier" });
  await demo.serve();
  const users = ["officer.5344", "eva.1030", "evahead.5344", "prosecutor.brussels", "prosecutorhead.brussels", "coordinator.brussels", "reviewer.brussels", "shelter.brussels", "admin", "patrol.5344", "house-of-justice.brussels"];
  await Promise.all(users.map(async (user) => (pages[user] = await demo.asUser(user, { viewport: DESK }))));
  pages.nobody = await demo.asUser(undefined, { viewport: DESK });
  await writeCase();
});
after(() => demo?.end());

/** A case in which everything happened that can happen, with names as long as they come. */
async function writeCase() {
  const couple = {
    "p0.family_name": "Vandenbroucke-Oppenheimer",
    "p0.given_names": "Marie-Antoinette",
    "p1.birth": "01/02/1980",
    facts: "Ligne.\n".repeat(6),
  };
  const [officer, eva, prosecutor] = [pages["officer.5344"], pages["eva.1030"], pages["prosecutor.brussels"]];
  const first = await signQuickly(officer, report({ ...couple, breach: "yes", measures: "Monsieur part." }));
  path.measured = first;
  path.rich = await signQuickly(officer, report(couple));
  for (const page of [officer, eva, prosecutor]) await page.goto(demo.base + path.rich);
  await act(officer, "amend", { text: "Ajout." });
  await openUntil(eva, `${demo.base}${path.rich}/people`, (page) => proposal(page, first));
  await decideProposal(eva, first, "accept", { reason: "Le même couple." }, { link: false });
  await openAct(eva, "link");
  const choose = (field) => eva.locator(`[name="link.${field}"] option`).nth(1).getAttribute("value");
  await act(eva, "link", { here: await choose("here"), there: await choose("there"), reason: "Même date de naissance." });
  await act(eva, "contact", { outcome: "no-answer", next_try: `${isoDay(1)}T10:00` });
  await act(eva, "contact", { outcome: "reached", note: "Elle rappelle demain." });
  await act(eva, "appointment", { at: `${isoDay(2)}T14:30`, place: "Commissariat" });
  await eva.goto(`${demo.base}/queue`);
  path.older = await eva.locator("#queue a", { hasText: "Avanthier" }).getAttribute("href");
  await eva.goto(demo.base + path.older);
  const told = { framework: "yes", hearing: "yes", companion: "no", housing: "unknown", income: "yes" };
  for (const what of ["taken back", "it stays"]) {
    await act(eva, "day-two", { ...told, note: "Merci." });
    if (what === "taken back") await act(eva, "take-back", { what: "day-two", reason: "Un autre rapport." });
  }
  await eva.goto(demo.base + path.rich);
  await act(prosecutor, "sensitive", { reason: "Menaces répétées." });
  await act(prosecutor, "decide", { decision: "hearing", reason: "Entendre." });
  for (const office of ["Refuge L’Hirondelle", "Refuge La Passerelle"]) {
    await eva.goto(`${demo.base}${path.rich}/trust`);
    await eva.locator("details:has([name='consent.to'])").evaluate((details) => (details.open = true));
    const services = await eva.locator("[name='consent.to'] option").allInnerTexts();
    await eva.selectOption("[name='consent.to']", { label: services.find((text) => text.includes(office)) });
    const answers = { zone: "5344", language: "fr" };
    await eva.locator("[name='consent.person']").selectOption({ index: 1 });
    for (const [field, value] of Object.entries(answers)) await eva.locator(`[name='consent.${field}']`).selectOption(value);
    for (const one of ["identity", "facts"]) await eva.check(`[name='consent.class-${one}']`);
    await eva.click("form[action$='/trust/consent'] button");
  }
  path.consent = await eva.locator("a[href*='/consent/']").first().getAttribute("href");
  // One of the two is taken back: the office must confirm.
  await eva.locator("form[action$='/trust/withdraw'] button").first().click();
  // Somebody of another zone opens it in an emergency.
  const far = await demo.asUser("officer.5339");
  const pv = (await officer.goto(demo.base + path.rich), await officer.locator(".section__note").first().innerText());
  await far.goto(`${demo.base}/break-glass`);
  await far.locator("[name='glass.zone']").selectOption("5344");
  await far.fill("[name='glass.pv']", pv);
  await far.fill("[name='glass.reason']", "Elle ne répond plus et le voisin entend des cris.");
  await far.click("form[action='/break-glass'] button");
  await pages["reviewer.brussels"].goto(`${demo.base}/conflicts`);
  await pages["reviewer.brussels"].locator("[name='relation.user']").selectOption({ index: 1 });
  await pages["reviewer.brussels"].fill("[name='relation.given']", "Godelieve");
  await pages["reviewer.brussels"].fill("[name='relation.family']", "Vanderstichelen");
  await pages["reviewer.brussels"].check("[name='relation.nearness'][value=family]");
  await pages["reviewer.brussels"].click("form[action='/conflicts'] button");
  // A phone that is also his, and one with hours.
  const hours = { "p0.phone1": "0400 00 55 55", "p0.phone1_readers": "nobody", "p0.phone1_day.mon": "yes", "p0.phone1_from": "09:00", "p0.phone1_to": "12:00" };
  path.guarded = await signQuickly(officer, report({ "p1.phone0": "+32 400 00 12 34", "p0.street": "Rue Inventée 7", ...hours }));
  // Another report on the same two, and one of a zone that takes no part: proposals that nobody decided.
  path.proposed = await signQuickly(officer, report({ ...couple, "p0.family_name": "Oppenheimer-Vandenbrouke" }));
  const elsewhere = await demo.asUser("officer.5340");
  await signQuickly(elsewhere, report({ ...couple, postcode: "1080" }));
  await openUntil(eva, `${demo.base}${path.proposed}/people`, (page) => page.locator(".proposal form[action$='/later'] [name=zone]"));
  await openUntil(eva, `${demo.base}${path.proposed}/people`, (page) => proposal(page, path.rich));
  const family = (await nameOf(officer)).split(" ").slice(1).join(" ");
  await officer.goto(demo.base + (await signQuickly(officer, report({ ...couple, "p1.family_name": family }))));
  await openUntil(pages["reviewer.brussels"], `${demo.base}/readings`, (page) => page.locator("a[href^='/readings/unusual/']"));
  path.unusual = await pages["reviewer.brussels"].locator("a[href^='/readings/unusual/']").first().getAttribute("href");
  path.opening = await beginCase(pages["shelter.brussels"], { told: "Elle dort chez une amie.", "p0.given_names": "Odette", "p0.family_name": "Vanderstichelen", "p0.phone0": "0400 00 77 88", "p0.phone0_readers": "nobody" });
  await askTwoThings(pages.admin);
  for (const [name, user, list] of [["queued", "eva.1030", "/queue"], ["late", "prosecutor.brussels", "/table?state=late"]]) {
    await pages[user].goto(demo.base + list);
    path[name] = await pages[user].locator("main table a[href^='/cases/']").first().getAttribute("href");
  }
}

/** A new head, and an invitation of the one that there is: both wait for a second person. */
async function askTwoThings(admin) {
  await admin.goto(`${demo.base}/account/people/new`);
  await admin.fill("[name=name]", "Marie-Antoinette Vandenbroucke");
  await admin.fill("[name=username]", "marie-antoinette.vandenbroucke");
  await admin.selectOption("[name=function]", "eva-head");
  await admin.fill("[name=zones]", "5344");
  await admin.click("form[action='/account/people/new'] button");
  await admin.goto(`${demo.base}/account/people`);
  await admin.locator("table").first().locator("tr", { hasText: "evahead.5344" }).locator("a").click();
  await admin.click("form[action$='/invite'] button");
}

/** A text in lower case with dashes is the name of a message that nobody wrote, unless it is one of these words. */
const UNTRANSLATED = /^[a-z]+(-[a-z]+)+$/;
const WORDS = new Set(["celle-ci", "rendez-vous"]);

/** The addresses that were looked at. */
const looked = new Set();


/** The pages of a case beside its overview, by the table of routes. */
function casePages() {
  const rows = table.filter(([method, route]) => method === "GET" && route === "/cases/{case}/{page}");
  const names = rows.filter((row) => row.slice(4).includes("200")).map(([, , address]) => address.split("/").pop());
  return [...new Set(names)];
}

/** What is wrong with a page as it stands. */
async function faults(page, language) {
  const found = [];
  looked.add(new URL(page.url()).pathname);
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  const seen = await page.evaluate(() => {
    const shown = (node) => node.parentElement?.checkVisibility?.() && !node.parentElement.closest("script, style, code");
    const texts = [];
    const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (shown(walk.currentNode)) texts.push(walk.currentNode.data.trim());
    for (const name of ["aria-label", "data-label", "title", "alt", "placeholder", "data-saved", "data-failed", "data-conflict"])
      for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name));
    const people = document.querySelectorAll(".couple__names, .couple--thin strong, .today__names, .card__name, .card strong, .bar__user a, .section__note, main table th[scope=row] a");
    const names = [...people].flatMap((element) => element.firstChild?.textContent.trim().split(/[ /]+/) ?? []);
    return { texts, names, title: document.title, lang: document.documentElement.lang };
  });
  if (seen.lang !== language) found.push(`lang is ${seen.lang}`);
  for (const text of seen.texts) if (UNTRANSLATED.test(text) && !WORDS.has(text)) found.push(`not translated: ${text}`);
  if (!/^\S.* – Havre$/.test(seen.title) || /\d/.test(seen.title)) found.push(`title: ${seen.title}`);
  for (const name of seen.names) if (name.length > 3 && seen.title.includes(name)) found.push(`a name in the title: ${seen.title}`);
  found.push(...(await barriers(page)));
  await page.setViewportSize(PHONE);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > PHONE.width) found.push(`${width} px wide on a phone: ${await widest(page)}`);
  if (language === LONGEST) found.push(...(await barriers(page)).map((fault) => `on a phone: ${fault}`));
  await page.setViewportSize(DESK);
  if (language === DARK) {
    await page.emulateMedia({ colorScheme: "dark" });
    found.push(...(await barriers(page, ["color-contrast"])).map((fault) => `in the dark: ${fault}`));
    await page.emulateMedia({ colorScheme: "light" });
  }
  return found.map((fault) => `${language} ${fault}`);
}

async function barriers(page, rules) {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(RULES)).analyze();
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.target);
    return `${id} (${help}) at ${places.join(" and ")}, ${nodes.length} in all: ${nodes[0].any[0]?.message ?? ""}`;
  });
}

const widest = (page) =>
  page.evaluate(() => {
    // What is in a box that scrolls may be wide, unless it is taken out of that box.
    const out = (e) => !e.parentElement.closest(".scroll") || getComputedStyle(e).position === "absolute";
    const over = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth && out(e));
    return over.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ");
  });

/** One test a page: opened in each language by its link, then brought into its state by `then`. */
function usable(name, user, where, then = () => {}) {
  test(`Everybody can use ${name}`, async () => {
    const found = [];
    for (const language of LANGUAGES) {
      const page = pages[user];
      const back = typeof where === "string" ? where : where();
      await page.goto(`${demo.base}/language/${language}?back=${encodeURIComponent(back)}`);
      await then(page);
      found.push(...(await faults(page, language)));
    }
    assert.deepEqual(found, []);
  });
}

const send = async (page, form, answers = {}) => {
  await fill(page, answers);
  await page.locator(form).evaluate((element) => element.requestSubmit());
  await page.waitForSelector(".govuk-error-summary, [role=status]");
};

usable("the sign-in page", "nobody", "/sign-in");
usable("the sign-in page after a mistake", "nobody", "/sign-in", (page) => send(page, "main form"));
usable("the page of an address that does not exist", "nobody", "/nowhere");

usable("the list of reports", "officer.5344", "/reports");
usable("an empty report", "officer.5344", "/reports", newDraft);
usable("a report with mistakes", "officer.5344", "/reports", async (page) => {
  await newDraft(page);
  await fill(page, { happened_on: "31/02/2026", "p0.phone0": "zwei", postcode: "12" });
  await sign(page);
  await page.waitForSelector(".govuk-error-summary");
});
usable("a case, as an officer", "officer.5344", () => path.rich);
usable("a page that is not for her", "officer.5344", "/queue");
usable("the flyers", "officer.5344", "/flyer");

for (const user of ["officer.5344", "eva.1030", "evahead.5344", "prosecutor.brussels", "shelter.brussels", "reviewer.brussels", "admin"]) {
  usable(`today, as ${user}`, user, "/today");
  usable(`the tools of ${user}`, user, "/tools");
}
usable("the queue of victim support", "eva.1030", "/queue");
usable("the agenda of victim support", "eva.1030", "/agenda");
usable("the open matches", "evahead.5344", "/matches");
usable("a case, as victim support", "eva.1030", () => path.rich);
usable("a case with something taken back, as victim support", "eva.1030", () => path.older);
usable("a mistake that is taken back without a reason", "eva.1030", () => path.older, async (page) => {
  await openAct(page, "take-back");
  await send(page, "form[action$='/take-back']");
});
usable("a case that waits, as victim support", "eva.1030", () => path.queued);
usable("a case with proposals, as victim support", "eva.1030", () => path.proposed);
usable("the people of a case with proposals, as victim support", "eva.1030", () => `${path.proposed}/people`);
usable("the people of a case with proposals, as the prosecution", "prosecutor.brussels", () => `${path.proposed}/people`);
usable("the people of a case with proposals, as an officer", "officer.5344", () => `${path.proposed}/people`);
for (const name of casePages()) {
  usable(`a case about ${name}, as victim support`, "eva.1030", () => `${path.rich}/${name}`);
  usable(`a case about ${name}, as the prosecution`, "prosecutor.brussels", () => `${path.rich}/${name}`);
}
usable("the measures of a case", "eva.1030", () => `${path.measured}/protection`);
usable("a proposal after a mistake", "eva.1030", () => `${path.proposed}/people`, (page) => send(page, "form[action$='/proposals/refuse'] >> nth=0"));
usable("an act after a mistake, as victim support", "eva.1030", () => path.queued, async (page) => {
  await openAct(page, "contact");
  await send(page, "form[action$='/contact']");
});
for (const act of ["appointment", "end", "pause", "separate", "link"])
  usable(`the page of an act: ${act}`, "eva.1030", () => path.rich, (page) => openAct(page, act));
usable("the page of an act: decide", "prosecutor.brussels", () => path.late, (page) => openAct(page, "decide"));
usable("the page of an act: amend", "officer.5344", () => path.rich, (page) => openAct(page, "amend"));
usable("a case as known today", "eva.1030", () => `${path.rich}?on=${isoDay(0)}`);
usable("a case on a day when nothing was known", "eva.1030", () => `${path.rich}?on=${isoDay(-2)}`);
usable("a case with a phone that is not safe", "eva.1030", () => path.guarded);
usable("the people of a case with a phone that is not safe", "eva.1030", () => `${path.guarded}/people`);
usable("a case with a phone that is not safe, asked for without a reason", "eva.1030", () => `${path.guarded}/people`, (page) =>
  send(page, "form[action$='/show'] >> nth=0"),
);
usable("anonymous advice", "eva.1030", "/advice");
usable("anonymous advice after a mistake", "officer.5344", "/advice", (page) =>
  send(page, "form[action='/advice']", { note: "Jean Essai, rue Inventée 7" }),
);
const DESCRIBED = { theme: "danger", who: "doctor", to: "prosecutor", about: "minor", why: "protect", danger: "this-person", what: "facts" };
usable("advice to a professional", "eva.1030", "/advice/situation");
usable("advice to a professional, answered", "eva.1030", "/advice/situation", (page) => send(page, "form[action='/advice/situation']", DESCRIBED));
usable("anonymous advice that was kept", "officer.5344", "/advice", async (page) => {
  await send(page, "form[action='/advice']", { asker: "victim", theme: "danger", length: "short", "counsel.emergency": "yes" });
});
usable("the queue of the head, late work only", "evahead.5344", "/queue?show=told");
usable("the queue of the head, all work", "evahead.5344", "/queue?show=all");

for (const state of ["open", "late", "decided", "all"])
  usable(`the tracking table, ${state}`, "prosecutor.brussels", `/table?state=${state}`);
usable("a case, as the prosecution", "prosecutor.brussels", () => path.rich);
usable("a case without decision, as the prosecution", "prosecutor.brussels", () => path.late);
usable("the search", "prosecutor.brussels", "/search");
usable("the search after a mistake", "prosecutor.brussels", "/search", (page) => send(page, "form.search", { q: "?" }));
usable("the search that finds nothing", "prosecutor.brussels", "/search", (page) => send(page, "form.search", { q: "XX.00.000000/1999" }));
usable("what a search found", "officer.5344", "/search", (page) => send(page, "form.search", { q: "oppenheimer marie" }));
usable("what a search found, opened without a reason", "eva.1030", "/search", async (page) => {
  await send(page, "form.search", { q: "oppenheimer marie" });
  await page.locator("button[name=case]").first().click();
  await page.waitForSelector("#why-error");
});

const DANGER = "who=support&to=prosecutor&what=facts&what=safe-place&about=partner&why=protect&danger=this-person";
usable("the questions about sharing", "coordinator.brussels", "/sharing");
usable("a question about sharing, alone", "admin", "/sharing?step=1");
usable("sharing, with questions left out", "admin", "/sharing?who=doctor&to=police");
usable("sharing that depends", "eva.1030", `/sharing?${DANGER}`);
usable("sharing that is a right", "eva.1030", `/sharing?${DANGER}&c.listed-offence=yes&c.able=no`);
usable("sharing that is a duty", "officer.5344", "/sharing?who=police&to=prosecutor&what=facts&about=minor&why=report&danger=none&c.in-office=yes");
usable("sharing that is not allowed", "prosecutor.brussels", "/sharing?who=shelter&to=relative&what=identity&about=partner&why=asked&danger=none");
usable("sharing, from a case", "eva.1030", () => `${path.rich}/sharing`);
usable("sharing that is a right, from a case", "eva.1030", () => `${path.rich}/sharing?${DANGER}&c.listed-offence=yes&c.able=no`);

usable("the indicators", "coordinator.brussels", "/indicators");
usable("who sees what", "eva.1030", "/access");
usable("who sees what, of somebody without cases", "coordinator.brussels", "/access?of=municipality.coordinator");
usable("the unusual readings", "reviewer.brussels", "/readings");
usable("retention", "reviewer.brussels", "/retention");
usable("retention, read only", "evahead.5344", "/retention");
usable("a copy for her", "eva.1030", () => `${path.rich}/copy`, async (page) => {
  await page.locator("[name=person]").first().check();
  await page.locator("form[action$='/copy']").evaluate((element) => element.requestSubmit());
  await page.waitForSelector("[name=read]");
});
usable("for whom a copy is", "prosecutorhead.brussels", () => `${path.rich}/copy`);
usable("the unusual readings that were closed", "reviewer.brussels", "/readings?show=closed");
usable("an unusual reading", "reviewer.brussels", () => path.unusual);
usable("an unusual reading after a mistake", "reviewer.brussels", () => path.unusual, (page) => send(page, "form[action^='/readings/unusual/']"));
usable("all readings", "reviewer.brussels", "/readings/log");
usable("the question whether a name was looked for", "reviewer.brussels", "/readings/sought", (page) => send(page, "form.search", { q: "oppenheimer" }));
usable("her own readings", "eva.1030", "/account/readings");
usable("the form of who read a file", "eva.1030", () => `${path.rich}/readers`);
usable("who read a file", "eva.1030", () => `${path.rich}/readers`, async (page) => {
  await page.check("[name=asker][value=other]");
  await page.locator("main form").evaluate((form) => form.requestSubmit());
  await page.waitForSelector("main table");
});
usable("holding back readings", "prosecutor.brussels", () => `${path.rich}/readers`);
usable("who else may read a case", "eva.1030", () => `${path.rich}/trust`);
usable("who else may read a case, after a mistake", "eva.1030", () => `${path.rich}/trust`, (page) => send(page, "form[action$='/trust/consent']"));
usable("who else may read a case, as the prosecution", "prosecutorhead.brussels", () => `${path.rich}/trust`);
usable("the paper of a consent", "eva.1030", () => path.consent);
usable("what is shared with a partner", "shelter.brussels", "/shared");
usable("a case, as a partner", "shelter.brussels", () => path.rich);
usable("a case, as a patrol", "patrol.5344", () => path.rich);
usable("what a patrol finds", "patrol.5344", "/search", (page) => send(page, "form.search", { q: "oppenheimer marie" }));
usable("what is shared with a house of justice", "house-of-justice.brussels", "/shared");
usable("what an office must confirm", "shelter.brussels", "/notices");
usable("the cases without a report", "shelter.brussels", "/openings");
usable("the beginning of a case", "eva.1030", "/openings/new");
usable("the beginning of a case, after a mistake", "shelter.brussels", "/openings/new", (page) =>
  send(page, "form[action='/openings/new']", { "p0.birth": "31/02/1980" }),
);
usable("a case without a report", "shelter.brussels", () => path.opening);
usable("a case without a report, after a mistake", "shelter.brussels", () => path.opening, async (page) => {
  await openAct(page, "note-signal");
  await send(page, "form[action$='/note-signal']");
});
usable("the search of a partner", "shelter.brussels", "/search", (page) => send(page, "form.search", { q: "Vanderstichelen" }));
usable("the emergency page", "officer.5344", "/break-glass");
usable("the emergency page after a mistake", "officer.5344", "/break-glass", (page) => send(page, "form[action='/break-glass']"));
usable("the emergency openings", "reviewer.brussels", "/reviews");
usable("the emergency openings after a mistake", "reviewer.brussels", "/reviews", (page) => send(page, "form[action='/reviews'] >> nth=0"));
usable("the people she is near to", "eva.1030", "/account/relations");
usable("the people she is near to, after a mistake", "eva.1030", "/account/relations", (page) => send(page, "form[action='/account/relations']"));
usable("the conflicts of interest", "reviewer.brussels", "/conflicts");
usable("the list of accounts", "admin", "/account/people");
usable("a new account", "admin", "/account/people/new");
usable("a new account after a mistake", "admin", "/account/people/new", (page) => send(page, "form[action='/account/people/new']", { zones: "1" }));
const somebody = (page) => page.locator("table").first().locator("tr", { hasText: "eva.1040" }).locator("a").click();
usable("an account", "admin", "/account/people", somebody);
usable("the handover of an account, after a mistake", "admin", "/account/people", async (page) => {
  await somebody(page);
  await page.click("a[href$='/leave']");
  await send(page, "form[action$='/leave']");
});
usable("what needs two people, as whoever asked", "admin", "/register");
usable("what needs two people", "reviewer.brussels", "/register");
usable("her account, which others changed", "evahead.5344", "/account");
usable("why she opens many cases", "eva.1030", "/reason");
usable("why she opens many cases, after a mistake", "eva.1030", "/reason", (page) => send(page, "form[action='/reason']"));
usable("taking the table away", "prosecutor.brussels", "/table/export");
usable("taking the table away, after a mistake", "prosecutor.brussels", "/table/export", (page) => send(page, "form[action='/table/export']"));
usable("the tour", "nobody", "/tour");
usable("the tour, as somebody who is signed in", "coordinator.brussels", "/tour");
usable("an invitation that no longer holds", "nobody", "/invitation?key=used");
usable("her account", "coordinator.brussels", "/account");
usable("her account after a mistake", "coordinator.brussels", "/account", (page) =>
  send(page, "form[action='/account/password']", { current: "x", new: "kurz", repeat: "y" }),
);
usable("the set-up of a second factor", "coordinator.brussels", "/account", async (page) => {
  await page.click("form[action='/account/totp/start'] button");
  await page.waitForSelector("#code");
});

/** The pages of the program, by the table of routes and functions: what somebody is shown. */
function pagesOfTable() {
  const rows = table.filter(([method]) => method === "GET");
  return new Set(rows.filter((row) => row.slice(4).includes("200")).map((row) => row[1]));
}

test("Every page of the program was looked at", () => {
  const noPage = /^\/(health|static|live)\b|\{file\}$/;
  const pattern = (route) => new RegExp(`^${route.replace(/\{[^}]+\}/g, "[^/]+")}$`);
  const missed = [...pagesOfTable()].filter((route) => !noPage.test(route) && ![...looked].some((path) => pattern(route).test(path)));
  assert.deepEqual(missed, [], "pages that no test above opens");
});

test("Whoever changes the language stays where she is", async () => {
  const lost = [];
  for (const [user, where] of [["eva.1030", () => path.rich], ["eva.1030", () => "/queue"], ["officer.5344", newDraft]]) {
    const page = pages[user];
    if (where === newDraft) await newDraft(page);
    else await page.goto(demo.base + where());
    const here = new URL(page.url()).pathname;
    await page.click(".languages a[hreflang=nl]");
    await page.waitForFunction(() => document.documentElement.lang === "nl");
    if (new URL(page.url()).pathname !== here) lost.push(`${here} → ${page.url()}`);
    await page.goto(`${demo.base}/language/en?back=/account`);
  }
  assert.deepEqual(lost, []);
});

test("An error page speaks the language of her account", async () => {
  const page = await demo.asUser("eva.1040"); // her account is in French, her browser in English
  await page.context().clearCookies({ name: "lang" });
  await page.goto(`${demo.base}/nowhere`);
  assert.equal(await page.getAttribute("html", "lang"), "fr");
});

test("With the keyboard, no field of the report hides behind the bar with the buttons", async () => {
  const page = pages["officer.5344"];
  await page.emulateMedia({ reducedMotion: "reduce" }); // so that it scrolls at once
  await newDraft(page);
  const hidden = [];
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await page.focus("#pv_number");
    for (let steps = 0; steps < 90; steps += 1) {
      await page.keyboard.press("Tab");
      const found = await page.evaluate(() => {
        const field = document.activeElement;
        const { left, top, width, height } = field.getBoundingClientRect();
        const own = (x, y) => {
          const there = document.elementFromPoint(left + x * width, top + y * height);
          return [field, ...(field.labels ?? [])].some((one) => one.contains(there));
        };
        const seen = [0.1, 0.5, 0.9].some((y) => [0.1, 0.5, 0.9].some((x) => own(x, y)));
        return { name: field.name || field.tagName, seen, over: field.value === "sign" };
      });
      if (!found.seen) hidden.push(`${size.width} px: ${found.name}`);
      if (found.over) break;
    }
  }
  await page.setViewportSize(DESK);
  assert.deepEqual(hidden, []);
});

test("Every picture of a case and of the indicators says in words what it shows", async () => {
  for (const [user, where] of [["eva.1030", path.rich], ["coordinator.brussels", "/indicators"]]) {
    await pages[user].goto(demo.base + where);
    const silent = await pages[user].locator("main svg:not([aria-hidden=true])").evaluateAll((pictures) =>
      pictures
        .filter((svg) => !svg.querySelector("title")?.textContent || svg.getAttribute("role") !== "img")
        .map((svg) => svg.outerHTML.slice(0, 200)),
    );
    assert.deepEqual(silent, [], where);
  }
});

test("No page weighs more than 150 kB on the line, files included", async () => {
  const page = await demo.asUser("eva.1030"); // an empty cache
  const heavy = {};
  for (const where of ["/queue", path.rich, "/indicators"]) {
    const fresh = await demo.browser.newContext({ storageState: await page.context().storageState() });
    const tab = await fresh.newPage();
    const sizes = [];
    tab.on("requestfinished", (request) => sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize, () => 0) /* a stream that the page left */));
    await tab.goto(demo.base + where);
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    if (total > 150_000 || total < 10_000) heavy[where] = total;
    await fresh.close();
  }
  assert.deepEqual(heavy, {});
});

test("Nothing went wrong behind the pages", () => demo.quiet());

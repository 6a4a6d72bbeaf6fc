// The contact guard: what is shown of a phone or an address, why not more, and what somebody must say to see it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { Demo, fill, nameOf, newDraft, now, report, saved, sign, signQuickly, visit, wholeCase } from "./havre.mjs";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** Her phone at hours of every day. */
const hours = (from, to) => ({
  ...Object.fromEntries(DAYS.map((day) => [`p0.phone0_day.${day}`, "yes"])),
  "p0.phone0_from": from,
  "p0.phone0_to": to,
});
const plain = (text) => text.replace(/\s/g, "");
/** On the page about people: those of the victim, who comes first. */
const channels = (page, kind = "phone") => page.locator(".card--person").first().locator(`[data-channel=${kind}]`);

let demo, officer, eva, shared;
before(async () => {
  demo = await Demo.begin();
  [officer, eva] = await Promise.all([demo.asUser("officer.5344"), demo.asUser("eva.1030")]);
});
after(() => demo?.end());

/** People of their own: what another case says of the same ones would be asked first. */
const others = [
  ["Ancelot", "Berthe", "03/02/1971", "Quiévrain", "Oscar", "1969", "0400 00 31 41"],
  ["Delvenne", "Fatou", "17/08/1990", "Stuyvaert", "Henk", "1988", "0400 00 27 18"],
  ["Grosjean", "Ilse", "29/05/1982", "Yildiz", "Kerem", "1979", "0400 00 16 18"],
  ["Lambotte", "Nour", "11/11/1999", "Zwanepoel", "Piet", "1994", "0400 00 14 14"],
];
const couple = ([hers, given, birth, his, name, about, phone]) => ({
  "p0.family_name": hers, "p0.given_names": given, "p0.birth": birth, "p0.phone0": phone,
  "p1.family_name": his, "p1.given_names": name, "p1.birth": about,
});

/** Opens a new report on the page of victim support. */
async function opened(answers) {
  const path = await signQuickly(officer, report({ safe_contact: "", ...couple(others.shift()), ...answers }));
  await eva.goto(`${demo.base}${path}/people`);
  return path;
}

test("The officer sees at once, at the field, that the phone she types is also his", async () => {
  await newDraft(officer);
  await fill(officer, report({ "p1.phone0": "+32 400/00.12.34", "p0.street": "Rue Inventée 7", "p1.street": "rue inventee, 7 bte 2" }));
  await saved(officer);
  const said = (field) => officer.locator(`[data-warning="${field}"]`);
  await said("p0.phone0").waitFor();
  assert.match(await said("p0.phone0").innerText(), /also the other party’s number/);
  assert.match(await said("p0.street").innerText(), /No letter may go there/);
  await officer.reload();
  assert.match(await said("p0.phone0").innerText(), /also the other party’s number/, "also as the server sends it");
  await sign(officer);
  await officer.waitForURL(/\/cases\//);
  shared = new URL(officer.url()).pathname;
});

test("His number given as hers is hidden, and the page says why", async () => {
  await eva.goto(`${demo.base}${shared}/people`);
  const phone = channels(eva);
  assert.match(await phone.innerText(), /Do not use/);
  assert.match(await phone.innerText(), /It is also the number or e-mail of the other party/);
  const text = plain(await phone.innerText());
  assert.ok(!text.includes("0400001234") && text.includes("••••34"), text);
  assert.equal(await eva.locator("a[href^='tel:']").count(), 0);
  assert.match(await eva.innerText("main"), /No channel is known to be safe/);
});

test("To the address that they share goes no letter, and the flyer is handed over", async () => {
  const address = channels(eva, "address");
  assert.match(await address.innerText(), /The other party lives there too/);
  assert.match(await address.locator("details").first().textContent(), /Letter: Do not use\. Never by letter/);
  await visit(eva, "papers");
  assert.match(await eva.innerText("main"), /Hand it over in person/);
});

test("What she alone reads is a link in her hours, and says until when", async () => {
  await opened(hours("00:00", "23:59"));
  const phone = channels(eva);
  assert.match(await phone.innerText(), /Safe now\s+Until 23:59/);
  assert.equal(await phone.locator("a[href^='tel:']").getAttribute("href"), "tel:+32400003141");
  assert.ok(await phone.locator("svg.week").isVisible());
});

test("Outside her hours the next one is said, and nothing can be touched to call", async () => {
  const hour = Number(new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Brussels", hour: "2-digit", hour12: false }).format(now()));
  const [from, to] = hour < 12 ? ["20:00", "21:00"] : ["03:00", "04:00"];
  await opened(hours(from, to));
  const text = await channels(eva).innerText();
  assert.match(text, new RegExp(`Not at this hour[\\s\\S]*Next safe hour: [A-Z][a-z]{2} \\d\\d/\\d\\d/\\d{4} ${from}`));
  assert.equal(await eva.locator("a[href^='tel:']").count(), 0);
});

test("A number of which nobody asked anything is not shown; hers in words is read first", async () => {
  await opened({ "p0.phone0_readers": "unknown" });
  assert.match(await channels(eva).innerText(), /Nobody asked who else reads or hears it/);
  await opened({ safe_contact: "Laisser sonner une fois", ...hours("00:00", "23:59") });
  assert.match(await channels(eva).innerText(), /This first[\s\S]*Read first/);
  assert.equal(await eva.locator("a[href^='tel:']").count(), 0);
});

test("Whoever needs it all the same says why first: it is written, and shown to her alone", async () => {
  await eva.goto(`${demo.base}${shared}/people`);
  const form = channels(eva).locator("form[action$='/show']");
  await channels(eva).locator("summary:has-text('Show it all the same')").click();
  await form.locator("button").click();
  await eva.waitForLoadState();
  assert.match(await eva.locator(".govuk-error-summary").innerText(), /reason/i);
  assert.ok(!plain(await channels(eva).innerText()).includes("0400001234"));
  await form.locator("textarea").fill("Elle attend l’appel à la gare, il est en garde à vue.");
  await form.locator("button").click();
  await eva.waitForLoadState();
  const text = await channels(eva).innerText();
  assert.ok(plain(text).includes("0400001234") && /Shown to you for 30 minutes/.test(text), text);
  assert.match(text, /It is also the number/, "the reasons stay");
  assert.equal(await eva.locator("a[href^='tel:']").count(), 0);
  const head = await demo.asUser("evahead.5344");
  await head.goto(`${demo.base}${shared}/people`);
  const seen = await head.innerText("main");
  assert.ok(!plain(seen).includes("0400001234"), "nobody else");
  assert.ok(seen.includes("Elle attend l’appel à la gare") && seen.includes(await nameOf(eva)), seen);
});

test("The prosecutor sees neither the number nor why it was shown", async () => {
  const prosecutor = await demo.asUser("prosecutor.brussels");
  await prosecutor.goto(demo.base + shared);
  const html = await wholeCase(prosecutor, (page) => page.content());
  assert.ok(!html.includes("data-channel=\"phone\" data-state=\"no\"") && !html.includes("à la gare"));
});

test("Nobody is shown a channel by guessing another one", async () => {
  const which = "00000000-0000-0000-0000-000000000001_0123456789abcdef";
  const form = { which, way: "call", [`show-${which}.reason`]: "x" };
  const answer = await eva.request.post(`${demo.base}${shared}/${shared.split("/").pop()}/show`, { form, maxRedirects: 0 });
  assert.equal(answer.status(), 422);
});

test("The queue says whether she may be called now", async () => {
  await signQuickly(officer, report(hours("00:00", "23:59")));
  await eva.goto(`${demo.base}/queue?show=unread`);
  assert.match(await eva.innerText("#queue"), /Safe to call now|Next safe hour|No safe phone/);
});

test("No list and no export holds a phone or an address", async () => {
  const prosecutor = await demo.asUser("prosecutor.brussels");
  await prosecutor.goto(`${demo.base}/table`);
  await prosecutor.click("a[href*='/table/export']");
  await prosecutor.click("main form button");
  assert.match(await prosecutor.locator("main").innerText(), /Choose/, "without a reason nothing leaves");
  await prosecutor.check("[name='export.reason'][value=meeting]");
  await prosecutor.check("[name='export.kind'][value=csv]");
  const [download] = await Promise.all([prosecutor.waitForEvent("download"), prosecutor.click("main form button")]);
  const text = readFileSync(await download.path(), "utf8");
  assert.ok(text.length > 100 && !/0400[\s.]*00|Rue Inventée/.test(text));
});

test("On a phone of 390 px the week of safe hours is read without scrolling sideways", async () => {
  const path = await signQuickly(officer, report({ safe_contact: "", ...hours("09:00", "16:00") }));
  const phone = await demo.asUser("eva.1030", { viewport: { width: 390, height: 844 } });
  await phone.goto(`${demo.base}${path}/people`);
  const box = await channels(phone).locator("svg.week").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390 && box.width > 250, JSON.stringify(box));
});

test("Nothing was wrong behind the screen", () => demo.quiet());

"""Makes the data folder of the first version again: `python3 make.py PROGRAM FOLDER`.

PROGRAM is a `havre` built at commit 1f28dcb (the first version), FOLDER must not exist. Needs a C compiler, for the
clock (clock.c). Everybody is invented. The script drives the old program as its users do, over HTTP, at four moments
of 2026, so that cases have a past: what is late, what was told, what is past its period. What the pages say is written
down by the test itself (see README.md).
"""

import calendar
import html
import http.client
import html.parser
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

PORT = 8797
PASSWORD = "Havre-demo-2026"


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%MZ"))


class Forms(html.parser.HTMLParser):
    """The forms of a page, each with its address and what it would send untouched."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.select = [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self.forms.append({"action": a.get("action", ""), "fields": {}, "choices": {}})
        if not self.forms:
            return
        form = self.forms[-1]
        if tag == "input" and a.get("name"):
            name, kind = a["name"], a.get("type", "text")
            form["choices"].setdefault(name, []).append(a.get("value", ""))
            if kind not in ("radio", "checkbox") or "checked" in a:
                form["fields"][name] = a.get("value", "")
        elif tag == "textarea" and a.get("name"):
            form["fields"][a["name"]] = ""
        elif tag == "select":
            self.select = a.get("name")
        elif tag == "option" and self.select:
            form["choices"].setdefault(self.select, []).append((a.get("value", ""), ""))
        elif tag == "button" and a.get("name"):
            form["choices"].setdefault(a["name"], []).append(a.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None

    def handle_data(self, data):
        form = self.forms[-1] if self.forms else None
        if self.select and form and form["choices"].get(self.select):
            value, text = form["choices"][self.select][-1]
            form["choices"][self.select][-1] = (value, (text + data).strip())


class Somebody:
    """One signed-in person."""

    def __init__(self, username, password=PASSWORD):
        self.username, self.cookies = username, {"lang": "en"}
        if username:
            self.send("/sign-in", {"username": username, "password": password})

    def ask(self, method, path, form=None):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urllib.parse.urlencode(form or {}), headers)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, text = value.split(";")[0].partition("=")
                self.cookies[key] = text
        return answer.status, answer.getheader("location"), body

    def get(self, path):
        status, _, body = self.ask("GET", path)
        assert status == 200, f"{self.username}: {path} answers {status}"
        return body

    def send(self, path, form, wanted=303):
        status, where, body = self.ask("POST", path, form)
        wrong = re.findall(r'error-message">(.*?)</p>|notice--late"[^>]*>(.*?)<', body, re.S)
        assert status == wanted, f"{self.username}: {path} answers {status}: {wrong} {form}"
        return where or body

    def fill(self, page, action, more, which=lambda form: True, wanted=303):
        """Fills the first form of a page whose address ends so, and sends it."""
        forms = [form for form in Forms(self.get(page)).forms if form["action"].endswith(action) and which(form)]
        assert forms, f"{self.username}: no form {action} on {page}"
        form = forms[0]
        answers = dict(form["fields"])
        answers.update(more(form) if callable(more) else more)
        return self.send(form["action"], answers, wanted)

    def act(self, case, action, **answers):
        """A form of the case page: fields go without the name of the form."""
        named = {f"{action}.{field}": text for field, text in answers.items()}
        return self.fill(f"/cases/{case}", f"/{action}", named)


class Program:
    """The old program at some moment."""

    def __init__(self, program, folder, clock):
        self.program, self.folder, self.clock = program, folder, clock

    def run(self, at, *words):
        command = [self.program, "--data", self.folder, "--listen", f"127.0.0.1:{PORT}", *words]
        environment = dict(os.environ, LD_PRELOAD=self.clock, CLOCK_AT=str(seconds(at)), HAVRE_LOG="error")
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)

    def do(self, at, *words):
        assert self.run(at, *words).wait() == 0, words

    def serve(self, at, work):
        process = self.run(at, "demo")
        try:
            until_ready()
            work()
        finally:
            process.terminate()
            process.wait()


def until_ready():
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("the program did not start")


def until(found, what):
    """Waits for work that the program does by itself: comparing, telling the other case, escalating."""
    for _ in range(40):
        answer = found()
        if answer:
            return answer
        time.sleep(1.5)
    raise SystemExit(f"it never came: {what}")


number = 0


def report(**more):
    """Everything that the form of a report asks."""
    global number
    number += 1
    answers = {
        "kind": "family-dispute", "version": "1", "do": "sign", "pv_number": f"BN.43.L3.{number:06}/2026",
        "happened_on": "05/07/2026", "happened_at": "21:30", "postcode": "1030", "place": "Avenue Inventée 1",
        "facts": "Les voisins ont appelé. Madame a ouvert la porte.", "words": "« Il a cassé la vitre. »",
        "actions": "Éloignement de Monsieur pour la nuit.", "children_present": "yes",
        "children_impact": "L’aînée a tout entendu.", "measures": "Monsieur part chez son frère.",
        "left_spontaneously": "no", "breach": "yes", "referral.eva": "yes", "referral.cpvs": "yes",
        "risk.weapons": "no", "risk.threats": "yes", "risk.alcohol-drugs": "unknown", "risk.escalation": "yes",
        "risk.isolation": "no", "risk.stalking": "yes", "risk.history": "yes", "risk_note": "Elle a peur de la nuit.",
        "safe_contact": "Seulement le mardi matin, mot de passe tournesol", "day_two_agreed": "yes",
        "p0.role": "victim", "p0.family_name": "Quillebeuvre", "p0.given_names": "Ysaline", "p0.birth": "14/02/1987",
        "p0.language": "nl", "p0.phone0": "0400 00 12 34", "p0.phone0_readers": "nobody", "p0.phone0_day.tue": "yes",
        "p0.phone0_from": "09:00", "p0.phone0_to": "12:00", "p0.phone0_voicemail": "no", "p0.phone0_message": "yes",
        "p0.phone0_word": "tournesol", "p0.phone1": "0400 00 12 35", "p0.phone1_readers": "other-party",
        "p0.email": "ysaline@example.org", "p0.email_readers": "household", "p0.street": "Rue Inventée 7",
        "p0.address_postcode": "1030", "p0.town": "Schaerbeek", "p0.address_readers": "household",
        "p0.address_letter": "no", "p0.address_visit": "no",
        "p1.role": "other-party", "p1.family_name": "Tournepierre", "p1.given_names": "Gauthier", "p1.birth": "1980",
        "p1.phone0": "0400 00 56 78", "p1.street": "Rue Inventée 7", "p1.address_postcode": "1030",
        "p1.town": "Schaerbeek", "p2.role": "child", "p2.family_name": "Tournepierre", "p2.given_names": "Lou",
        "p2.birth": "03/05/2016", "people": "3",
    }
    answers.update(more)
    return answers


def alone(name, given, **more):
    """A report on people who are in no other."""
    names = {"p0.family_name": name, "p0.given_names": given, "p0.birth": "02/03/1990", "p0.phone0": "0400 00 77 01"}
    names |= {"p0.phone1": "", "p0.email": "", "p0.street": "Rue du Songe 3", "p1.family_name": f"{name}-Autre"}
    names |= {"p1.given_names": "Côme", "p1.birth": "04/05/1988", "p1.phone0": "0400 00 77 02", "p1.street": ""}
    return report(**names | {"p2.family_name": f"{name}-Autre", "p2.given_names": "Ada"} | more)


def sign(officer, answers):
    draft = officer.send("/reports/new", {})
    return officer.send(draft, answers).split("#")[0].removeprefix("/cases/")


def pv_of(officer, case):
    return html.unescape(re.search(r'caption-m">([^<]*)<', officer.get(f"/cases/{case}")).group(1))


def office(room, name, sector="psychosocial", zone="5344"):
    return {f"{room}.sector": sector, f"{room}.office": name, f"{room}.zone": zone}


def number_of(admin, username):
    """The number of an account, found in the list of people."""
    page = html.unescape(admin.get("/account/people"))
    row = next(row for row in page.split("<tr") if re.search(rf"[>\s(]{re.escape(username)}[<\s)]", row))
    return re.search(r"people/([0-9a-f-]{36})", row).group(1)


def choice(form, field, *words):
    """The value of the choice of a list whose words hold all of these."""
    return next(value for value, text in form["choices"][field] if all(word in text for word in words))


def consent(person, case, classes, to, last):
    answers = office("consent", to) | {"consent.until": last, "consent.language": "nl"}
    answers |= {f"consent.class-{one}": "yes" for one in classes}
    victim = lambda form: {"consent.person": choice(form, "consent.person", "Victim")}
    person.fill(f"/cases/{case}/trust", "/trust/consent", lambda form: answers | victim(form))


EXTRACT = """pv_number;zone;kind;facts_date;facts_time;received_at;postcode;victim_family_name;victim_given_names;\
other_family_name;other_given_names;facts;decision;decided_at
BR.43.LL.000901/2024;5344;;03/02/2024;22:10;04/02/2024;1030;Ancelot;Maud;Brisefer;Luc;Cris dans la rue.;;
BR.43.LL.000902/2024;5344;;07/03/2024;10:00;07/03/2024;1140;Ancelot;Maud;Brisefer;Luc;Coups.;closed;10/03/2024
"""


class Story:
    """What happens, in four moments."""

    def first_day(self):
        officer, eva, magistrate = Somebody("officer.5344"), Somebody("eva.1030"), Somebody("prosecutor.brussels")
        admin, head = Somebody("admin"), Somebody("evahead.5344")
        # An account is made, moves, and leaves with work in hand; another only comes.
        self.accounts(admin)
        names = ["first", "second", "third", "fourth", "fifth"]
        self.couple = {name: sign(officer, report()) for name in names}
        self.lonely = sign(officer, alone("Solitaire", "Maud", kind="complaint"))
        self.erased = sign(officer, alone("Oubliette", "Clio"))
        self.colleague = sign(officer, alone("Peeters", "Clara"))
        self.waiting = sign(officer, alone("Patience", "Rose", day_two_agreed="no", children_present="no"))
        self.shared = sign(officer, alone("Partage", "Iris"))
        first = self.couple["first"]
        officer.act(first, "amend", text="Le voisin a rappelé à 23 h.")
        # Shown all the same, to two.
        reason = {"reason": "Elle a demandé qu’on la rappelle sur ce numéro."}
        shown = lambda form: {field: reason["reason"] for field in form["fields"] if field.endswith(".reason")}
        eva.fill(f"/cases/{first}", "/show", shown)
        eva.act(first, "amend", text="Elle précise l’heure.")
        eva.fill(f"/cases/{first}", "/pause", self.pause("first-contact", "08/07/2026", "À l’hôpital jusqu’à mercredi."),
                 lambda form: form["fields"].get("clock") == "first-contact")
        eva.fill(f"/cases/{first}", "/resume", {}, lambda form: form["fields"].get("clock") == "first-contact")
        for outcome in ("no-answer", "somebody-else", "wrong-number"):
            eva.act(first, "contact", outcome=outcome, next_try="2026-07-07T10:00", note="")
        eva.act(first, "contact", outcome="reached", note="Elle veut rester chez elle.")
        eva.act(first, "appointment", at="2026-07-14T10:00", place="Maison communale, bureau 3")
        eva.act(first, "sensitive", reason="Menaces de mort répétées.")
        magistrate.get(f"/cases/{first}")
        magistrate.fill(f"/cases/{first}", "/pause", self.pause("decision", "20/07/2026", "Audition attendue."),
                        lambda form: form["fields"].get("clock") == "decision")
        magistrate.fill(f"/cases/{first}", "/resume", {}, lambda form: form["fields"].get("clock") == "decision")
        magistrate.act(self.shared, "sensitive", reason="Signalée par l’école.")
        magistrate.act(self.erased, "decide", decision="closed", reason="Pas de suite pour l’instant.")
        head.act(self.erased, "end", why="not-needed", note="Elle ne souhaite rien.")
        eva.act(self.couple["third"], "contact", outcome="declined", note="Elle ne veut pas d’appels.")
        eva.act(self.couple["fourth"], "end", why="no-safe-way", note="Aucun moyen sûr.")
        self.together(eva)
        self.trust(officer, eva, magistrate)
        self.advice(officer, eva)

    def pause(self, clock, until, reason):
        return {f"pause-{clock}.until": until, f"pause-{clock}.reason": reason}

    def accounts(self, admin):
        def add(name, username, function, zones, office=""):
            form = {"name": name, "username": username, "function": function, "sector": "health" if office else "",
                    "zones": zones, "office": office, "neighbourhoods": "", "language": "fr"}
            return html.unescape(admin.send("/account/people/new", form, 200))

        invited = add("Odile Verger", "officer.verger", "intake", "5344")
        key = re.search(r'class="invitation">[^<]*[=#]([\w-]+)<', invited).group(1)
        guest = Somebody(None)
        guest.send("/invitation", {"key": key, "new": "quatre mots sans lien", "repeat": "quatre mots sans lien"})
        verger = Somebody("officer.verger", "quatre mots sans lien")
        sign(verger, alone("Verdoyant", "Anouk"))
        verger.send(verger.send("/reports/new", {}), report(**{"do": "save", "facts": "Brouillon d’Odile."}))
        add("Basile Courtois", "officer.courtois", "intake", "5344")
        add("Mona Declercq", "practice.declercq", "partner", "5344", "Maison médicale du Parc")
        moved = {"function": "intake", "sector": "", "zones": "5344, 5343", "office": "", "neighbourhoods": ""}
        admin.send(f"/account/people/{number_of(admin, 'officer.courtois')}/move", moved)

    def together(self, eva):
        first, second, third, fourth, fifth = self.couple.values()
        base = f"/cases/{first}"

        def decide(action, other, **more):
            of = lambda form: form["fields"].get("with") == other
            until(lambda: any(of(form) for form in Forms(eva.get(base)).forms), "a proposal")
            said = lambda form: {field: more["reason"] for field in form["fields"] if field.endswith(".reason")}
            eva.fill(base, f"/proposals/{action}", said if more else {}, of)

        decide("accept", second, reason="Le même couple, la même adresse.")
        decide("refuse", third, reason="Une autre famille du même nom.")
        decide("later", fourth)
        decide("accept", fifth, reason="Le même couple.")
        eva.act(first, "separate", **{"with": fifth, "reason": "Un autre couple, après vérification."})
        of_links = lambda: [form for form in Forms(eva.get(base)).forms if form["action"].endswith("/unlink")]
        here, there = until(of_links, "a link")[0]["choices"]["unlink.which"][0].split(":", 1)
        eva.fill(base, "/unlink", {"unlink.which": f"{here}:{there}", "unlink.reason": "Sa sœur."})
        eva.fill(base, "/link", {"link.here": here, "link.there": there, "link.reason": "Même carte d’identité."})

    def trust(self, officer, eva, magistrate):
        first = self.couple["first"]
        consent(eva, first, ["identity", "facts", "coordination"], "Refuge L’Hirondelle", "01/06/2027")
        consent(eva, first, ["psychosocial", "safe-place"], "Refuge La Passerelle", "01/08/2026")
        consent(eva, self.shared, ["identity", "facts", "assessment"], "Hôpital des Tilleuls", "01/08/2026")
        passerelle = Somebody("shelter2.brussels")
        passerelle.get(f"/cases/{first}")
        eva.fill(f"/cases/{first}/trust", "/trust/withdraw", {})
        title = {"title.reference": "Autorisation motivée du 6 juillet 2026", "title.purpose": "Sa sécurité",
                 "title.zone": "all", "title.class-facts": "yes", "title.class-identity": "yes",
                 "title.with-police": "yes", "title.until": "01/05/2027"}
        seats = ("hopitaldestilleuls", "hirondelle")
        taken = lambda form: {box: "yes" for box in form["choices"] if any(seat in box for seat in seats)}
        magistrate.fill(f"/cases/{self.shared}/trust", "/trust/title", lambda form: title | taken(form))
        ground = {"who": "support", "to": "prosecutor", "what": "facts", "about": "partner", "why": "protect",
                  "danger": "this-person", "c.listed-offence": "yes", "c.able": "no", "rule": "danger-to-prosecutor",
                  "class": "facts", "office": "Parquet de Bruxelles", "until": "01/06/2027",
                  "reason": "Danger grave et réel, elle ne peut se protéger."}
        eva.send(f"/cases/{self.lonely}/ground", ground)
        wrong = {"correct.reason": "Il avait appelé la police, elle a été entendue depuis.", "correct.role": "victim"}
        who = lambda form: {"correct.person": choice(form, "correct.person", "Other party")}
        eva.fill(f"/cases/{self.lonely}/trust", "/trust/correct", lambda form: wrong | who(form))
        magistrate.fill("/notices", "/notices", {})
        # An emergency, from another zone.
        self.pv = pv_of(officer, self.lonely)
        far = Somebody("officer.5340")
        far.send("/glass", {"glass.zone": "5344", "glass.pv": self.pv,
                            "glass.reason": "Elle ne répond plus et le voisin entend des cris."})
        reviewer = Somebody("reviewer.brussels")
        reviewer.fill("/reviews", "/reviews", {"review.outcome": "justified", "review.note": "Appel confirmé."})

    def advice(self, officer, eva):
        asked = {"asker": "relative", "theme": "children", "language": "fr", "length": "middle", "counsel.helpline": "yes",
                 "counsel.shelter": "yes", "note": "Une amie inquiète."}
        for theme in ("children", "danger", "children", "housing", "children", "children", "children"):
            kept = eva.send("/advice", asked | {"theme": theme})
        officer.send("/advice/promote", {"kept": officer.send("/advice", asked).split("kept=")[1]})
        eva.send("/advice/promote", {"kept": kept.split("kept=")[1]})

    def third_day(self):
        """What is late has been told to the next function; she is called again on the second day."""
        officer, eva, magistrate = Somebody("officer.5344"), Somebody("eva.1030"), Somebody("prosecutor.brussels")
        first = self.couple["first"]
        told = lambda: "reported to the head" in eva.get(f"/cases/{self.waiting}").split('id="h-events"')[1]
        until(told, "the escalation")
        eva.fill(f"/cases/{first}", "/day-two", {
            "day-two.framework": "yes", "day-two.hearing": "no", "day-two.companion": "yes", "day-two.housing": "no",
            "day-two.income": "unknown", "day-two.note": "Elle cherche un avocat."})
        magistrate.act(first, "decide", decision="hearing", reason="Les deux parties seront entendues.")
        magistrate.act(self.couple["second"], "decide", decision="investigation", reason="Devoirs d’enquête.")
        magistrate.act(self.couple["third"], "decide", decision="follow-up", reason="À suivre avec le SAPV.")
        # Somebody looks for a colleague, and is seen to.
        peer = Somebody("officer.5344")
        peer.send("/search", {"q": "Peeters Clara"}, 200)
        peer.get(f"/cases/{self.colleague}")
        Somebody("evahead.5344").get(f"/cases/{self.colleague}")
        draft = officer.send("/reports/new", {})
        officer.send(draft, report(**{"do": "save", "facts": "Brouillon : la vitre était cassée."}), 303)
        relation = {"relation.given": "Gauthier", "relation.family": "Tournepierre", "relation.birth": "3/11/1982",
                    "relation.nearness": "family"}
        reviewer = Somebody("reviewer.brussels")
        own = lambda form: relation | {"relation.user": choice(form, "relation.user", "officer.5342"),
                                       "relation.family": "Ancelot"}
        reviewer.fill("/conflicts", "/conflicts", own)
        reviewer.fill("/conflicts", "/conflicts/lift", {})
        other = lambda form: relation | {"relation.user": choice(form, "relation.user", "officer.5341"),
                                         "relation.family": "Brisefer"}
        reviewer.fill("/conflicts", "/conflicts", other)
        # She is kept out of the cases of her relation from now on.
        cousin = Somebody("eva.1140")
        cousin.send("/account/relations", relation | {"relation.birth": ""})
        magistrate.send(f"/cases/{first}/readers/hold", {"hold": "yes", "reason": "L’enquête n’est pas connue."})
        finding = until(lambda: re.search(r"/readings/unusual/([\w-]+)", html.unescape(reviewer.get("/readings"))), "a finding")
        reviewer.send(f"/readings/unusual/{finding.group(1)}", {"outcome": "explained", "note": "Elle le lui a demandé."})
        self.leaving()

    def leaving(self):
        admin = Somebody("admin")
        gone = {"heir": "nobody", "drafts": "keep"}
        admin.send(f"/account/people/{number_of(admin, 'evahead.5345')}/leave", gone)
        admin.send(f"/account/people/{number_of(admin, 'practice.declercq')}/leave", gone)
        admin.send(f"/account/people/{number_of(admin, 'practice.declercq')}/active", {"active": "yes"})
        heir = {"heir": number_of(admin, "officer.5344"), "drafts": "give"}
        admin.send(f"/account/people/{number_of(admin, 'officer.verger')}/leave", heir)

    def last_day(self):
        """Past its period: proposed, held, erased. What still holds at the hour of opening is written now."""
        first, second = Somebody("reviewer.brussels"), Somebody("reviewer2.brussels")
        head = Somebody("prosecutorhead.brussels")
        due = lambda: list(dict.fromkeys(re.findall(r"case\.([0-9a-f-]{36})", first.get("/retention"))))
        cases = until(due, "what is past its period")
        assert self.erased in cases, "the case to erase is not due"
        first.send("/retention", {"action": "propose", f"case.{self.erased}": "yes"})
        second.send("/retention", {"action": "confirm", "case": self.erased})
        other = next(case for case in cases if case != self.erased)
        first.send("/retention", {"action": "propose", f"case.{other}": "yes"})
        head.send("/retention", {"action": "hold", "hold_case": self.lonely, "hold_reason": "Instruction en cours."})
        # Held and let go again.
        head.send("/retention", {"action": "hold", "hold_case": self.shared, "hold_reason": "Par erreur."})
        head.send("/retention", {"action": "lift", "case": self.shared, "lift_reason": "C’était une erreur."})
        eva, magistrate, far = Somebody("eva.1030"), Somebody("prosecutor.brussels"), Somebody("officer.5340")
        officer = Somebody("officer.5344")
        fresh = sign(officer, report(happened_on="13/09/2026"))
        magistrate.fill(f"/cases/{fresh}", "/pause", self.pause("decision", "20/09/2026", "Rapport attendu."),
                        lambda form: form["fields"].get("clock") == "decision")
        eva.act(fresh, "contact", outcome="no-answer", next_try="2026-09-15T10:00")
        far.send("/glass", {"glass.zone": "5344", "glass.pv": self.pv,
                            "glass.reason": "Une patrouille est devant la porte, que sait-on ?"})
        Somebody("shelter.brussels").get(f"/cases/{self.couple['first']}")


def tidy(folder):
    """One small file: nothing waits in a file beside it."""
    database = sqlite3.connect(os.path.join(folder, "havre.db"))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for table in ("session", "attempt", "known_device"):
        database.execute(f"DELETE FROM {table}")
    database.commit()
    database.execute("VACUUM")
    cases = [case for case, in database.execute("SELECT stream_id FROM stream ORDER BY stream_id")]
    with open(os.path.join(folder, "cases.txt"), "w", encoding="utf-8") as file:
        file.write("".join(f"{case}\n" for case in cases))
    database.close()
    for name in os.listdir(folder):
        if name not in ("havre.db", "master.key", "cases.txt"):
            path = os.path.join(folder, name)
            subprocess.run(["rm", "-r", path], check=True)


def main(program, folder):
    with tempfile.TemporaryDirectory() as scratch:
        clock, extract = os.path.join(scratch, "clock.so"), os.path.join(scratch, "extract.csv")
        here = os.path.dirname(os.path.abspath(__file__))
        subprocess.run(["cc", "-shared", "-fPIC", "-o", clock, os.path.join(here, "clock.c"), "-ldl"], check=True)
        with open(extract, "w", encoding="utf-8") as file:
            file.write(EXTRACT)
        old, story = Program(program, folder, clock), Story()
        old.do("2026-06-01T07:00Z", "demo", "--reports", "14", "--only-load")
        old.do("2026-06-01T07:10Z", "import", extract)
        old.serve("2026-07-06T07:30Z", story.first_day)
        old.serve("2026-07-08T07:30Z", story.third_day)
        old.serve("2026-09-14T07:30Z", story.last_day)
        old.do("2026-09-14T08:00Z", "erase", story.erased, "--certificate", os.path.join(scratch, "certificate.txt"))
        tidy(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])

# Retention and erasure. Keys begin with retention-, certificate-, record-, counts-, sure- or period-.
nav-retention = Retention
retention-title = Retention and erasure
retention-lead = What is past its period is listed here. The clock erases nothing: one reviewer proposes, another confirms. No names are shown.
retention-case = Case number
retention-case-hint = The long number at the end of the address of the case.
retention-class = What it is
retention-zones = Zones
retention-month = First report
retention-ground = Why
retention-counts-from = Counts from
retention-over = Period over on
retention-next = What now
retention-source = Source
retention-period = Period
retention-reason = Reason
retention-plans = Proposed for erasure
retention-no-plans = Nothing is proposed.
retention-proposed-by = Proposed by
retention-own = You proposed it: somebody else must confirm.
retention-waits = Waits for a second reviewer
retention-under-way = Being erased
retention-erasing = { $number ->
    [one] One confirmed case is being erased.
   *[other] { $number } confirmed cases are being erased.
}
retention-confirm = Confirm: erase for ever
retention-withdraw = Take back
retention-due = Past its period
retention-nothing-due = Nothing is past its period.
retention-propose = Propose the ticked cases for erasure
retention-ask = Propose a case before its period is over
retention-ask-lead = When the person has a right to it, when it was a mistake, or when it was ordered.
retention-propose-one = Propose for erasure
retention-choose = Choose
retention-held = Legal hold
retention-held-lead = A held case is neither proposed nor erased until the hold is lifted.
retention-none-held = No case is held.
retention-held-by = Held by
retention-hold = Hold this case
retention-hold-reason = Reason for the hold
retention-hold-hint = Kept under the key of the case, and erased with it.
retention-lift = Lift the hold
retention-lift-reason = Reason for lifting it
retention-erased = Erased
retention-none-erased = Nothing was erased yet.
retention-rules = The rules
retention-rules-lead = A class without a period is never proposed by the clock. Sources are given as they were written down.
retention-no-period = Nobody has set a period
retention-ground-period = The period is over
retention-ground-asked = The person asked, and has a right to it
retention-ground-mistake = Recorded by mistake
retention-ground-order = Ordered by a court or the supervisory authority
retention-said-proposed = Proposed. Another reviewer must confirm.
retention-said-confirmed = Confirmed. It is being erased.
retention-said-withdrawn = The proposal was taken back.
retention-said-held = The case is held.
retention-said-lifted = The hold was lifted.
retention-wrong-already = Somebody was faster: look at the list again.
retention-wrong-unknown = There is no such case in your zones.
retention-wrong-held = The case is held, or no longer held: look at the list of holds.
retention-wrong-not-due = The period of this case is not over.
retention-wrong-same-person = You proposed it yourself: somebody else must confirm.
retention-wrong-none = Tick at least one case.
retention-wrong-number = Enter the number of a case.
retention-wrong-choose = Choose why.
retention-wrong-reason = Give the reason.
retention-wrong-long = The text is too long, or holds characters that nobody can read.
record-report-closed = Reports closed without action
record-report-open = Reports not decided, or followed up
record-complaint = Case with a complaint
record-conference = Record of a case conference
record-consent = Consents and recorded grounds
record-advice = Anonymous advice
record-reading = Log of readings
record-draft = Report that nobody signed
record-account = Account of staff
record-demo = Invented people
counts-last-entry = The last entry about a report
counts-decision = The last decision
counts-end-of-follow-up = The end of the follow-up
sure-quoted = Quoted by a secondary source
sure-unverified = Not checked
sure-choice = A starting value, not a rule
sure-not-found = Not found
period-years = { $number ->
    [one] One year
   *[other] { $number } years
}
period-months = { $number ->
    [one] One month
   *[other] { $number } months
}
period-days = { $number ->
    [one] One day
   *[other] { $number } days
}
certificate-title = Certificate of erasure
certificate-number = Number
certificate-rule = Rule
certificate-proposed = Proposed by
certificate-confirmed = Confirmed by
certificate-erased = Erased on
certificate-entries = Entries in its chain
certificate-hash = Hash of the last entry
certificate-named-by = Other cases that name its number
certificate-destroyed = What was destroyed
certificate-table = Table
certificate-rows = Rows
certificate-stays = What stays: the sealed chain, which nobody can open any more; who read the case, by its number; and what other cases say in their own entries about the same people. Backups made earlier do not open this case, as long as only the latest copy of the key store is kept.
certificate-text = As a text file

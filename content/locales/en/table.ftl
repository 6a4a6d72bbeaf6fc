table-title = Tracking table
table-pv = PV number
table-zone = Zone
table-kind = Kind
table-received = Received
table-victim = Victim
table-other = Other party
table-seen = Read by the prosecutor’s office
table-read = Read by
table-decision = Decision
table-due = Decide before
table-state = Which reports
table-sort = Order
table-show = Show
table-all-zones = All my zones
state-open = Without decision
state-late = Decision overdue
state-decided = Decided
state-all = All
sort-newest = Newest first
sort-oldest = Oldest first
table-count = { $count ->
    [0] No report
    [one] One report
   *[other] { $count } reports
}
table-late = { $count ->
    [one] One decision is overdue.
   *[other] { $count } decisions are overdue.
}
table-show-late = Show
table-before = before { $at }
table-no-clock = No clock set
table-empty = No report matches.
table-all-kinds = All kinds
table-export-cut = Only the first 5,000 rows: choose a zone or fewer reports for the others
table-opened = The report that is open
table-close = Close
table-open = Open
table-keys-row = next, previous row (once in the table)
table-keys-decide = decide
state-due = To decide, by due date
export-title = Take the table away
export-text = The file holds names and leaves Havre: nobody can protect it any more. Say why. The reason is written down with each case, and the reviewers are told.
export-kind = Kind of file
export-kind-xlsx = Spreadsheet (XLSX)
export-kind-csv = Text (CSV)
export-button = Take away
export-back = Back to the table
export-link = Take away as a file

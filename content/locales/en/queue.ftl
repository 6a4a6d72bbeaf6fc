queue-title = To follow up
queue-next = To do
queue-people = People
queue-place = Neighbourhood
queue-read = Read by
queue-signs = Good to know
queue-unread = Not read yet
queue-late = { $count ->
    [one] One task on this page is late.
   *[other] { $count } tasks on this page are late.
}
queue-empty = Nothing waits. Well done.
queue-show = Which tasks
queue-told = Reported to you because late
queue-all = Everything that waits
queue-told-empty = Nothing is late. Well done.
queue-unread-empty = Every report has been read. Well done.

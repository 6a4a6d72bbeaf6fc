search-title = Search
search-label = Name, birth date, phone or PV number
search-hint = One person at a time, in any order, for example van der Linden 12/3/1985. A typing mistake does no harm. Havre searches your zones only.
search-go = Search
search-none = Nothing found in your zones. Try fewer words, or the year alone.
search-near = Nobody is written like this in your zones. Did you mean:
search-found = { $count ->
    [one] One result
   *[other] { $count } results, best first
}
search-more = There are more. Add a word, a date or a phone.
search-person = Person
search-report = Report
search-born = Birth
search-within-year = in the last 12 months
search-earlier = more than 12 months ago
search-by-number = PV number
search-open = Open
search-why = Why do you open this case?
search-why-hint = Your answer is kept with your name.
search-why-report = I am writing a report on these people
search-why-intervention = An intervention is under way
search-why-follow-up = I follow up with the victim
search-why-decision = I am preparing a decision
search-why-asked-victim = The victim asked
search-why-asked-service = Another service asked
search-first = Search first
search-first-hint = These people may be known already.

search-title = Find a report
search-hint = The whole number. It is looked up in your zones only.
search-go = Search
search-none = No report with this number in your zones.

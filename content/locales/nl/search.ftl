search-title = Een verslag vinden
search-hint = Het volledige nummer. Er wordt alleen in uw zones gezocht.
search-go = Zoeken
search-none = Geen verslag met dit nummer in uw zones.

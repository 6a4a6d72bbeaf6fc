# The indicators page. Keys begin with indicators-.
indicators-title = Indicators
indicators-lead = Three figures to steer by, and one for justice. Counted from the reports of your zones, over 24 full months. The month that still runs is left out.
indicators-zone = Zone
indicators-all = All my zones
indicators-show = Show
indicators-month = Month
indicators-year = last 12 months
indicators-median = Median
indicators-few = Not shown
indicators-of = { $part } of { $whole }
indicators-no-target = No target set
indicators-small = A figure of fewer than 5 reports is not shown, and the line has a gap: so few say little and could point at somebody. Nor is what would allow one to compute it; that is why, in a year, a zone shows all its months or none.
indicators-see-table = The table holds all figures.
indicators-how = How is this counted?
indicators-formula = Formula
indicators-numerator = Counted
indicators-denominator = Out of
indicators-caution = Read with care
indicators-source = Source
indicators-by-zone = By zone
indicators-by-month = Month by month

indicators-sensitive-title = Reports that became sensitive cases
indicators-sensitive-share = Share of family-dispute reports
indicators-sensitive-formula = Family-dispute reports that became sensitive cases ÷ all family-dispute reports of the month × 100
indicators-sensitive-numerator = Family-dispute reports that were marked as a sensitive case, at any time since
indicators-sensitive-denominator = Family-dispute reports received in the month
indicators-sensitive-caution = The English roadmap says “police reports from different family members vs. sensitive case files”. That is a slip of translation: “différend familial” is a family dispute. A recent month can still rise. A high share is not better or worse in itself.
indicators-sensitive-source = TACTICS roadmap, section 4, indicator 1

indicators-contact-title = Time from family-dispute report to EVA/SAPV contact
indicators-contact-median = Median hours until contact
indicators-contact-share = Within target
indicators-contact-card = Within target: { $share }
indicators-contact-formula = Median of the hours from receiving the family-dispute report to contact; reports with contact within the zone’s target ÷ all family-dispute reports of the month × 100
indicators-contact-numerator = Median: hours by the clock, nights and weekends too. Within target: reports where the person was reached in time, or did not want contact
indicators-contact-denominator = Median: reports where contact succeeded. Within target: all family-dispute reports received in the month by zones that have set a target, but for imported rows that say nothing of a contact
indicators-contact-caution = The median leaves out people who have not been reached yet. The share does not: they count as not within target. Read both together. Unknown is not no: an imported row without contact data is in neither. Each zone sets its own target.
indicators-contact-source = TACTICS roadmap, section 4, indicator 2

indicators-complaints-title = Apart: complaints
indicators-complaints-share = Complaints, within target
indicators-consolidated-title = Rate of consolidation
indicators-consolidated-share = Share followed together
indicators-consolidated-formula = Reports followed together with the earlier ones ÷ reports about a couple that an earlier report names too × 100
indicators-consolidated-numerator = Of these reports, those whose case is followed together with another one
indicators-consolidated-denominator = Reports received in the month about a couple that an earlier report names too
indicators-consolidated-caution = A couple is recognised by the names and full birth dates of both. Reports in which these are missing or spelt differently are not counted.
indicators-consolidated-source = TACTICS roadmap, section 4, indicator 3

indicators-children-title = Children: presence and impact on record
indicators-children-share = Share on record
indicators-children-formula = Reports with the children’s presence and impact on record ÷ reports involving children × 100
indicators-children-numerator = Of these reports, those that say whether the children were present and what it did to them
indicators-children-denominator = Reports received in the month that involve children
indicators-children-caution = If the share is low, the roadmap asks to repeat the instructions to the police teams. Children whom nobody mentioned are not counted.
indicators-children-source = TACTICS roadmap, section 4, justice indicator

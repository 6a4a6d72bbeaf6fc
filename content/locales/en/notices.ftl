# To be confirmed by an office. Keys begin with notices- or notice-.
nav-notices = To confirm
notices-title = To confirm
notices-lead = Somebody counts on you: confirm when it is done. Whoever told you sees who has not confirmed.
notices-none = Nothing to confirm.
notices-open = See the case
notice-withdrawal = Consent or sharing withdrawn
notice-correction = A role was wrong
notice-withdrawal-says = You can no longer read this case. Destroy your copies and notes, unless the law obliges you to keep them.
notice-correction-says = Somebody was recorded in a wrong role, for example the victim as the other party. Read the case, and put right what you took over elsewhere.
notice-withdrawal-go = We have deleted it, we confirm
notice-correction-go = We have read and corrected it, we confirm

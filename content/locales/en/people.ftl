# The register: who comes, moves, leaves; invitations and handovers. Keys: people-, invitation-, handover-.
people-new-title = New account
people-person-title = Account
people-name-hint = As colleagues know this person
people-name-missing = Enter a name of at most 80 characters
people-username-wrong = Letters, digits and . _ - @ + only, at most 80 characters
people-username-taken = This username exists already
people-choose = Choose
people-function = Function
people-function-missing = Choose a function
people-sector = Sector of a partner service
people-sector-hint = Counts only for the function ‘Partner service’
people-sector-psychosocial = Psychosocial
people-sector-health = Health
people-zones = Police zones
people-zones-hint = Four digits, commas between them: 5344, 5340
people-zones-unknown = One of these zones does not exist
people-zones-missing = This function works in a zone: enter it
people-office = Name of the partner service
people-office-hint = For a partner only: what is opened to one shelter is not for another
people-office-missing = Give the name of the partner service
people-neighbourhoods = Municipalities looked after
people-neighbourhoods-hint = Postcodes or NIS codes, commas between them. Empty: the whole zone
people-neighbourhoods-unknown = One of these postcodes does not exist
people-expected = Name in your organisation
people-expected-new-hint = Under this name the person signs in with the organisation, without a password of Havre. Empty: an invitation is made
people-expected-hint = A new name replaces the old tie. Empty: no more sign-in by the organisation
people-expected-wrong = This name is too long
people-add = Create account
people-back = Back to the accounts
people-own = Nobody changes their own rights. Another administrator can.
people-work-title = Function and zone
people-work-text = A change ends every session at once: nobody keeps the old rights.
people-move = Change
people-organisation-title = Sign-in by the organisation
people-bound = Tied since { $since }.
people-not-bound = Not tied yet. It happens at the first sign-in and never changes by itself.
people-expect = Save name
people-invite-title = Invitation
people-invite-text = A one-time link to choose a password: to begin, or after forgetting it.
people-invite = Make an invitation
people-invited-title = Invitation
people-invited-text = Give this link in person, or by a way that only this person reads. It works once, until { $until }. Put the address of Havre before it.
people-invited-once = It is shown only here. A new invitation replaces this one.
people-invited-back = To the account
people-said-added = The account is created.
people-said-expected-taken = Somebody else is expected under this name already.
people-said-moved = It is changed.
people-said-same = Nothing changed.
people-said-expected = The name is saved.
people-said-off = The account is switched off. Its sessions are ended.
people-said-on = The account is switched on again.
people-leave-link = This person leaves
people-leave-title = Leaving and handover
people-leave-text = The account is switched off at once. Nothing that was written is lost.
people-leave-list = Work in hand
people-heir = To whom does the work go?
people-heir-hint = Same function, same zones. This person gets the municipalities looked after and a handover sheet.
people-heir-nobody = To nobody in particular: everybody with this function in the zone sees it
people-heir-missing = Choose to whom the work goes
people-drafts = Drafts not signed
people-drafts-keep = Keep them: they stay with this account and can be given later
people-drafts-give = Give them to the same person
people-drafts-missing = Choose what becomes of the drafts
people-drafts-nobody = Drafts cannot be given to nobody: keep them, or choose somebody
people-drafts-to = Give the drafts to
people-drafts-give-button = Give the drafts
people-leave = Switch off and hand over
people-cancel = Cancel
people-changes-title = Changes of the register
people-change-at = When
people-change-by = By
people-change-whom = Account
people-change-what = What
people-command-line = command line
people-change-added = account created
people-change-invited = invitation made
people-change-invitation-used = password chosen by invitation
people-change-expected = name expected from the organisation
people-change-bound = tied to the organisation
people-change-unbound = tie to the organisation removed
people-change-moved = function or zone changed
people-change-switched-off = account switched off
people-change-switched-on = account switched on
people-change-neighbourhoods-taken = municipalities taken over
people-change-drafts-given = drafts given
people-change-password-set = password changed
people-change-second-factor-removed = second factor removed
people-change-passkey-added = passkey added
people-change-passkey-removed = passkey removed
invitation-title = Choose your password
invitation-text = Your username is { $username }.
invitation-hint = At least 12 characters. A few unrelated words work well.
invitation-button = Save and sign in
invitation-gone-title = This invitation no longer holds
invitation-gone = It was used already, or it is too old. Ask the administrator of your zone or prosecutor’s office for a new one.
handover-title = Handover sheet
handover-link = Work taken over from { $name }
handover-from = Work of { $name }, yours since { $at }.
handover-text = A line disappears as soon as you have continued the work.
handover-pv = PV number
handover-what = What
handover-due = Due
handover-no-clock = no clock runs
handover-late = late
handover-nothing = Nothing is in hand any more.
handover-printed = As of { $at }.
people-leave-work =
    { $number ->
        [one] { $number } piece of work in hand
       *[other] { $number } pieces of work in hand
    }
people-leave-neighbourhoods =
    { $number ->
        [one] { $number } municipality looked after
       *[other] { $number } municipalities looked after
    }
people-drafts-count =
    { $number ->
        [one] { $number } draft not signed
       *[other] { $number } drafts not signed
    }

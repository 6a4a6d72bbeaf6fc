# Cases shared with a partner service. Keys begin with shared-.
nav-shared = Shared with us
shared-title = Shared with your service
shared-lead = You read what the person, or the law, opens to you, and until the day given. Every reading is recorded.
shared-case = Case
shared-why = On which basis
shared-until = Until
shared-opened = Opened on { $at }
shared-none = No case is shared with you at the moment.

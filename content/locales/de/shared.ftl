# Mit einem Partnerdienst geteilte Akten. Schlüssel: shared-.
nav-shared = Mit uns geteilt
shared-title = Mit Ihrem Dienst geteilt
shared-lead = Sie lesen, was die Person oder das Gesetz Ihnen öffnet, und bis zum genannten Tag. Jede Einsichtnahme wird notiert.
shared-case = Akte
shared-why = Auf welcher Grundlage
shared-until = Bis
shared-opened = Geöffnet am { $at }
shared-none = Derzeit ist keine Akte mit Ihnen geteilt.

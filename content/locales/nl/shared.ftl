# Dossiers gedeeld met een partnerdienst. Sleutels: shared-.
nav-shared = Met ons gedeeld
shared-title = Gedeeld met uw dienst
shared-lead = U leest wat de persoon, of de wet, voor u openstelt, tot de vermelde dag. Elke inzage wordt genoteerd.
shared-case = Dossier
shared-why = Op welke basis
shared-until = Tot
shared-opened = Opengesteld op { $at }
shared-none = Op dit moment is er geen dossier met u gedeeld.

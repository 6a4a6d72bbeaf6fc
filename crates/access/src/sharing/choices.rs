//! The answers that can be chosen in the guide.

use casework::record::staff::Sector;
use casework::words;

words!(
    /// Who asks: a profession, because secrecy binds professions and not functions of a program.
    Who {
        /// Police officer.
        Police = "police",
        /// Victim support inside the police: EVA, SAPV.
        Support = "support",
        /// Magistrate or legal adviser of the public prosecutor.
        Prosecutor = "prosecutor",
        /// Public centre for social welfare.
        Cpas = "cpas",
        /// Shelter, help service, family planning.
        Shelter = "shelter",
        /// Psychologist.
        Psychologist = "psychologist",
        /// Doctor, nurse, hospital.
        Doctor = "doctor",
        /// Pharmacist.
        Pharmacist = "pharmacist",
        /// Municipal staff, platform coordination.
        Municipality = "municipality",
        /// Lawyer.
        Lawyer = "lawyer",
    }
);

words!(
    /// With whom.
    To {
        /// The public prosecutor.
        Prosecutor = "prosecutor",
        /// The police.
        Police = "police",
        /// EVA, SAPV.
        Support = "support",
        /// CPAS, shelter, help service.
        Social = "social",
        /// Doctor, hospital, psychologist.
        Health = "health",
        /// The municipality.
        Municipality = "municipality",
        /// A colleague, or a specialised service, for advice.
        Colleague = "colleague",
        /// A case conference.
        Conference = "conference",
        /// A court or a parliamentary inquiry.
        Court = "court",
        /// Family, neighbours, employer.
        Relative = "relative",
        /// The other party, or somebody on his side.
        OtherParty = "other-party",
    }
);

impl To {
    /// The sector of a recipient of a recorded ground; `None` for those to whom no lasting access is given.
    pub const fn sector(self) -> Option<Sector> {
        match self {
            Self::Prosecutor => Some(Sector::Prosecution),
            Self::Police => Some(Sector::Police),
            Self::Support => Some(Sector::VictimSupport),
            Self::Social => Some(Sector::Psychosocial),
            Self::Health => Some(Sector::Health),
            Self::Municipality => Some(Sector::Municipality),
            Self::Colleague | Self::Conference | Self::Court | Self::Relative | Self::OtherParty => None,
        }
    }
}

words!(
    /// About whom.
    About {
        /// An adult, against whom a partner or former partner is violent.
        Partner = "partner",
        /// Somebody under 18.
        Minor = "minor",
        /// Somebody vulnerable otherwise: age, pregnancy, illness, disability.
        Vulnerable = "vulnerable",
        /// The one who is said to be violent against one of these.
        Suspect = "suspect",
        /// Somebody else.
        Other = "other",
    }
);

words!(
    /// Why.
    Why {
        /// To protect somebody from danger.
        Protect = "protect",
        /// To help the person together.
        Help = "help",
        /// To get advice.
        Advice = "advice",
        /// To report an offence.
        Report = "report",
        /// Because they ask.
        Asked = "asked",
    }
);

words!(
    /// Whether there is danger.
    Danger {
        /// Serious and near, for the person.
        ThisPerson = "this-person",
        /// Serious and real, for others.
        Others = "others",
        /// No.
        None = "none",
        /// Not known: not the same as no.
        Unknown = "unknown",
    }
);

words!(
    /// What a rule gives.
    Kind {
        /// She may; nobody can make her.
        Right = "right",
        /// She must.
        Duty = "duty",
        /// She must not.
        Prohibition = "prohibition",
    }
);

//! Classifying a complaint.

use crate::case::acts::{Act, Offer, Spot, Wanted};
use crate::case::pages::CasePage;
use casework::case::Kind;
use casework::complaint::{self, Aspect, Classification, Command, FormOfViolence, Relation};
use casework::report::ReportKind;
use minijinja::context;

/// The acts of this wing.
pub(crate) const ACTS: &[Act] = &[CLASSIFY];

const CLASSIFY: Act = Act {
    word: "classify",
    spot: Spot::Report,
    page: CasePage::Facts,
    which: None,
    offers: |place| {
        if place.state.record.head().is_none_or(|head| head.kind != ReportKind::Complaint) {
            return vec![];
        }
        let classification =
            Classification { forms: [FormOfViolence::Physical].into(), relation: Relation::Partner };
        let forms = place.choices("form-of", FormOfViolence::ALL.iter().map(|form| form.word()));
        let relations = place.choices("relation", Relation::ALL.iter().map(|relation| relation.word()));
        let aspects = place.choices("aspect", Aspect::ALL.iter().map(|aspect| aspect.word()));
        let asks = Command::Classify { report: place.report, classification };
        let told = place.state.record.facts.as_ref().and_then(|facts| facts.relation).map(Relation::word);
        Offer::one(asks, context! { forms, relations, aspects, told })
    },
    read: |to, form| {
        let forms = form.ticked("form", FormOfViolence::ALL, FormOfViolence::word).into_iter().collect();
        let relation = form.choice("relation", Relation::from_word);
        let classification = Classification { forms, relation: relation? };
        Wanted::only(Command::Classify { report: to.report, classification })
    },
    // The last classification holds: whoever changes it must have seen the one before.
    builds_on: &[Kind::Complaint(complaint::Kind::ComplaintClassified)],
    shows: None,
};

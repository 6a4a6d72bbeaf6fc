//! How far a report form is, section by section.

use super::form::{Context, is_child, read};
use super::sections::RiskFactor;
use crate::record::form::Form;
use crate::record::words::{Answer, words};
use uuid::Uuid;

words!(
    /// A section of the form.
    Section {
        /// Number, day, place, what happened.
        Facts = "facts",
        /// Who, and how to reach them.
        People = "people",
        /// Children of the household.
        Children = "children",
        /// Observations of the risk.
        Risk = "risk",
        /// Measures taken at once.
        Measures = "measures",
        /// Where the person was referred to; the call on day 2.
        Referral = "referral",
    }
);

impl Section {
    /// The section of a field.
    pub fn of(form: &Form, field: &str) -> Self {
        let person = field.strip_prefix('p').and_then(|rest| rest.split_once('.')).map(|(i, _)| i.parse());
        match field.split('.').next().unwrap_or_default() {
            _ if matches!(person, Some(Ok(i)) if is_child(form, i)) => Self::Children,
            _ if matches!(person, Some(Ok(_))) => Self::People,
            "relation" | "safe_contact" => Self::People,
            "children_present" | "children_impact" | "children_now" => Self::Children,
            "risk" | "risk_note" => Self::Risk,
            "left_spontaneously" | "breach" | "measures" => Self::Measures,
            "referral" | "day_two_agreed" => Self::Referral,
            _ => Self::Facts,
        }
    }
}

/// How far a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Answers without which the report cannot be signed, missing or wrong.
    pub missing: usize,
    /// Questions left at "not known".
    pub unasked: usize,
}

/// How far each section of a form is.
pub fn progress(form: &Form, context: &Context) -> Vec<(Section, Progress)> {
    let problems = read(form, context, |_| None, Uuid::nil).err().unwrap_or_default();
    let unknown = |field: &String| {
        form.get(field).and_then(|text| Answer::from_word(text)).unwrap_or(Answer::Unknown) == Answer::Unknown
    };
    let risks = RiskFactor::ALL.iter().map(|factor| format!("risk.{factor}"));
    let asked = risks.chain(["left_spontaneously", "breach"].map(str::to_owned));
    let unasked: Vec<_> = asked.filter(unknown).collect();
    let count = |fields: &mut dyn Iterator<Item = &str>, section| {
        fields.filter(|field| Section::of(form, field) == section).count()
    };
    let of = |section: &Section| {
        let missing = count(&mut problems.iter().map(|problem| problem.field.as_str()), *section);
        let unasked = count(&mut unasked.iter().map(String::as_str), *section);
        (*section, Progress { missing, unasked })
    };
    Section::ALL.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::id::{ReportId, ZoneCode};

    fn context() -> Context {
        Context {
            report: ReportId(Uuid::from_u128(1)),
            zone: ZoneCode::parse("5344").unwrap(),
            now: "2026-11-24T10:00:00Z".parse().unwrap(),
        }
    }

    fn form(extra: &[(&str, &str)]) -> Form {
        let base = [
            ("pv_number", "BN.43.L3.000001/2026"),
            ("postcode", "1210"),
            ("happened_on", "2026-11-23"),
            ("facts", "Neighbours called."),
            ("children_present", "yes"),
            ("day_two_agreed", "yes"),
            ("p0.role", "victim"),
            ("p0.family_name", "Peeters"),
        ];
        base.iter().chain(extra).map(|(k, v)| (k.to_string(), v.to_string())).collect()
    }

    #[test]
    fn each_section_says_what_is_missing_in_it_and_what_nobody_asked() {
        let far =
            |form: &Form, section| progress(form, &context()).into_iter().find(|(one, _)| *one == section);
        let empty = |section| far(&Form::new(), section).unwrap().1.missing;
        assert!(
            empty(Section::Facts) >= 4 && empty(Section::People) == 1,
            "number, postcode, day, what; a victim"
        );
        assert_eq!((empty(Section::Children), empty(Section::Risk), empty(Section::Referral)), (1, 0, 1));
        let signed = form(&[("risk.threats", "yes"), ("left_spontaneously", "no"), ("breach", "no")]);
        for section in Section::ALL {
            let Progress { missing, unasked } = far(&signed, *section).unwrap().1;
            let expected = if *section == Section::Risk { RiskFactor::ALL.len() - 1 } else { 0 };
            assert_eq!((missing, unasked), (0, expected), "{section}");
        }
    }
}

//! From a draft to a question: words are filled in from the run, and what does not discriminate is left out.

use super::asking::Here;
use super::discriminate::{self, numbers, shuffled};
use super::draft::{Draft, Drafted, Given, Offer, Table};
use super::given;
use super::words::{self, AnswerWords, Words};
use super::{Choice, Form, Grid, Objection, Question, Sequence, Wanted};
use crate::explain::{self, Span};
use crate::lesson::belief::Belief;
use crate::trace::{Place, Step};

/// Fills a draft; `None` where the run has no words for the question, or where it does not discriminate.
pub(super) fn question(here: &Here<'_>, draft: Draft) -> Option<Question> {
    let revealed = draft.revealed.filter(|step| *step > here.step.index);
    let builder = Builder {
        here,
        words: words::of(here.template.0)?,
        given: &draft.given,
        after: &here.trace.steps()[revealed.unwrap_or(here.step.index)],
    };
    let prompt = builder.now(&builder.words.ask, &[])?;
    let choose = match &builder.words.choose {
        Some(text) => Some(builder.now(text, &[])?),
        None => None,
    };
    let because = builder.then(&builder.words.because, &[])?;
    let form = builder.form(draft.form)?;
    Some(Question {
        template: here.template.0,
        step: here.step.index,
        arguments: here.arguments.to_vec(),
        prompt,
        choose,
        form,
        predicts: revealed.is_some() || draft.simulated,
        revealed,
        because,
    })
}

struct Builder<'a> {
    here: &'a Here<'a>,
    words: &'static Words,
    given: &'a Given,
    /// The step after which the answer is no secret any more.
    after: &'a Step,
}

impl Builder<'_> {
    /// A text of the question, which gives nothing away.
    fn now(&self, text: &str, own: &[(&'static str, String)]) -> Option<Vec<Span>> {
        self.filled(self.here.step, text, own)
    }

    /// A text that is read once the answer is there.
    fn then(&self, text: &str, own: &[(&'static str, String)]) -> Option<Vec<Span>> {
        self.filled(self.after, text, own)
    }

    fn filled(&self, step: &Step, text: &str, own: &[(&'static str, String)]) -> Option<Vec<Span>> {
        let given = |name: &str| {
            let mut known = own.iter().chain(self.given);
            let known = known.find(|(known, _)| *known == name);
            known
                .map(|(_, words)| words.clone())
                .or_else(|| given::named(self.here, step, name))
        };
        let (spans, unfilled) = explain::fill(self.here.trace, step, text, Some(&given));
        unfilled.is_empty().then_some(spans)
    }

    fn form(&self, drafted: Drafted) -> Option<Form> {
        Some(match drafted {
            Drafted::One(offers) => {
                let choices = discriminate::one(self.choices(offers)?)?;
                Form::One(self.shuffled(choices))
            }
            Drafted::Many(offers) => {
                let choices = discriminate::many(self.choices(offers)?)?;
                Form::Many(self.shuffled(choices))
            }
            Drafted::Order(parts, swaps) => Form::Order(self.sequence(parts, swaps)?),
            Drafted::Bytes(right, wrong) => Form::Bytes(self.wanted(right, wrong)?),
            Drafted::Number(right, wrong) => Form::Number(self.wanted(right, wrong)?),
            Drafted::Point(right, wrong) => Form::Point(self.wanted(right, wrong)?),
            Drafted::Who(table) => Form::Who(self.grid(table)?),
        })
    }

    /// The answers that the run has words for. Without those of a right one there is no question.
    fn choices(&self, offers: Vec<Offer>) -> Option<Vec<Choice>> {
        let mut choices = Vec::new();
        for offer in offers {
            match self.choice(&offer) {
                Some(choice) => choices.push(choice),
                None if offer.right => return None,
                None => {}
            }
        }
        Some(choices)
    }

    fn choice(&self, offer: &Offer) -> Option<Choice> {
        Some(Choice {
            name: offer.name,
            about: offer.given.clone(),
            text: self.now(&self.of(offer)?.text, &offer.given)?,
            right: offer.right,
            objection: self.objection(offer),
        })
    }

    fn of(&self, offer: &Offer) -> Option<&'static AnswerWords> {
        self.words.answer.get(offer.name)
    }

    /// What is said to someone who gets an answer wrong: its own words, or those of the belief, or what is true.
    fn objection(&self, offer: &Offer) -> Option<Objection> {
        let words = self.of(offer)?;
        let belief = Belief::named(&words.belief);
        let own = (!words.refutation.is_empty()).then_some(words.refutation.as_str());
        let texts = own.into_iter().chain(
            belief
                .into_iter()
                .flat_map(|belief| [belief.refutation.as_str(), belief.truth.as_str()]),
        );
        let mut filled = texts.filter_map(|text| self.then(text, &offer.given));
        let said = filled.next()?;
        let places = [
            Some(words.see.as_str()),
            belief.map(|belief| belief.see.as_str()),
        ];
        Some(Objection {
            belief,
            said,
            see: places
                .into_iter()
                .flatten()
                .find_map(|place| self.place(place)),
        })
    }

    /// A place, if the run has it and has come to it.
    fn place(&self, place: &str) -> Option<Place> {
        let here = given::number(self.here.step.index);
        let place: Place = place.replace("{S}", &here).parse().ok()?;
        let located = place.resolve(self.here.trace).ok()?;
        (located.step <= self.after.index).then_some(place)
    }

    /// Choices in an order that the seed decides.
    fn shuffled(&self, choices: Vec<Choice>) -> Vec<Choice> {
        let order = shuffled(choices.len(), &mut self.numbers());
        order.into_iter().map(|i| choices[i].clone()).collect()
    }

    fn numbers(&self) -> impl FnMut(usize) -> usize + use<> {
        numbers(self.here.seed, self.here.template.1, self.here.step.index)
    }

    fn sequence(&self, parts: Vec<Offer>, swaps: Vec<(usize, usize, Offer)>) -> Option<Sequence> {
        let texts: Option<Vec<Vec<Span>>> = parts
            .iter()
            .map(|part| self.now(&self.of(part)?.text, &part.given))
            .collect();
        let texts = texts?;
        let offered = shuffled(parts.len(), &mut self.numbers());
        let place = |part: usize| offered.iter().position(|one| *one == part);
        let right: Option<Vec<usize>> = (0..parts.len()).map(place).collect();
        let swap = |(first, second, offer): &(usize, usize, Offer)| {
            Some((place(*first)?, place(*second)?, self.objection(offer)?))
        };
        discriminate::order(Sequence {
            parts: offered.iter().map(|part| texts[*part].clone()).collect(),
            right: right?,
            swaps: swaps.iter().filter_map(swap).collect(),
        })
    }

    fn wanted<T: PartialEq>(&self, right: T, wrong: Vec<(Option<T>, Offer)>) -> Option<Wanted<T>> {
        let known = wrong
            .into_iter()
            .filter_map(|(answer, offer)| Some((answer?, self.objection(&offer)?)));
        let wrong = discriminate::typed(&right, known.collect())?;
        Some(Wanted { right, wrong })
    }

    fn grid(&self, table: Table) -> Option<Grid> {
        let text = |offer: &Offer| self.now(&self.of(offer)?.text, &offer.given);
        let rows: Option<Vec<Vec<Span>>> = table.rows.iter().map(text).collect();
        let columns: Option<Vec<String>> = table
            .columns
            .iter()
            .map(|column| Some(explain::plain(&text(column)?)))
            .collect();
        let said = table
            .said
            .iter()
            .filter_map(|(row, column, offer)| Some((*row, *column, self.objection(offer)?)));
        let objections = said.collect();
        let right = table.right;
        let all = right.iter().flatten().all(|cell| *cell);
        (!all).then_some(Grid {
            rows: rows?,
            columns: columns?,
            right,
            objections,
        })
    }
}

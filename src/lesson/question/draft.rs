//! What a template says of a question before its words are filled in: which answers there are, by name, and which is
//! right. The words of the names are in `assets/en/questions.toml`.

/// A question without its words.
pub(super) struct Draft {
    /// What the texts of the question name besides the run's own.
    pub given: Given,
    /// The step in which the run itself answers, if that is later. Until there the texts give nothing away.
    pub revealed: Option<usize>,
    /// Whether it asks what another run would show.
    pub simulated: bool,
    /// The answers.
    pub form: Drafted,
}

/// Words by the name that stands for them in a text.
pub(super) type Given = Vec<(&'static str, String)>;

/// The answers of a question without their words.
pub(super) enum Drafted {
    One(Vec<Offer>),
    Many(Vec<Offer>),
    /// The parts in the right order; the pairs that a wrong order swaps, as places there.
    Order(Vec<Offer>, Vec<(usize, usize, Offer)>),
    Bytes(Vec<u8>, Vec<(Option<Vec<u8>>, Offer)>),
    Number(u64, Vec<(Option<u64>, Offer)>),
    Point(String, Vec<(Option<String>, Offer)>),
    Who(Table),
}

/// The values and parties of a question about who can compute what.
pub(super) struct Table {
    pub rows: Vec<Offer>,
    pub columns: Vec<Offer>,
    pub right: Vec<Vec<bool>>,
    pub said: Vec<(usize, usize, Offer)>,
}

/// An answer, by the name of its words.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub name: &'static str,
    pub right: bool,
    /// What its words name besides.
    pub given: Given,
}

/// A wrong answer.
pub(super) fn wrong(name: &'static str) -> Offer {
    Offer {
        name,
        right: false,
        given: Vec::new(),
    }
}

/// A right answer.
pub(super) fn right(name: &'static str) -> Offer {
    tick(name, true)
}

/// An answer that is right if that holds.
pub(super) fn tick(name: &'static str, right: bool) -> Offer {
    Offer {
        right,
        ..wrong(name)
    }
}

impl Offer {
    /// The same, with words for a name in its texts.
    pub fn with(mut self, name: &'static str, words: impl ToString) -> Self {
        self.given.push((name, words.to_string()));
        self
    }
}

impl Draft {
    pub fn of(form: Drafted) -> Self {
        Draft {
            given: Vec::new(),
            revealed: None,
            simulated: false,
            form,
        }
    }

    pub fn one(answers: impl IntoIterator<Item = Offer>) -> Self {
        Draft::of(Drafted::One(answers.into_iter().collect()))
    }

    pub fn many(answers: impl IntoIterator<Item = Offer>) -> Self {
        Draft::of(Drafted::Many(answers.into_iter().collect()))
    }

    pub fn bytes<const N: usize>(right: Vec<u8>, wrong: [(Option<Vec<u8>>, Offer); N]) -> Self {
        Draft::of(Drafted::Bytes(right, wrong.into()))
    }

    pub fn number<const N: usize>(right: usize, wrong: [(Option<usize>, Offer); N]) -> Self {
        // lengths and counts of a run
        let number = |n: usize| n as u64;
        let wrong = wrong.map(|(n, offer)| (n.map(number), offer));
        Draft::of(Drafted::Number(number(right), wrong.into()))
    }

    pub fn point(right: String, wrong: Vec<(Option<String>, Offer)>) -> Self {
        Draft::of(Drafted::Point(right, wrong))
    }

    /// The same, with words for a name in all its texts.
    pub fn with(mut self, name: &'static str, words: impl ToString) -> Self {
        self.given.push((name, words.to_string()));
        self
    }

    /// The same, asked about another run than this.
    pub fn simulated(mut self, simulated: bool) -> Self {
        self.simulated = simulated;
        self
    }

    /// The same, answered by the run itself in a step.
    pub fn revealed(mut self, step: usize) -> Self {
        self.revealed = Some(step);
        self
    }
}

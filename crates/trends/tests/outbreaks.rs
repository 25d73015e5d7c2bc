//! What a lead gets from "rising" (simulation study): desks of several years, in which nothing happens and false alarms are
//! counted, and in which topics rise threefold at a known moment. Seeded; prints both (`--no-capture`).

use trends::{FALSE_ALARMS_PER_QUARTER, WEEKS_READ, rises, surprise};

/// Weeks that are judged: two years.
const JUDGED: usize = 104;
const LEVELS: [f64; 6] = [1.0, 2.0, 4.0, 8.0, 15.0, 30.0];

/// Numbers that look like chance, the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    /// Between 0 and 1, both excluded.
    fn part(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.part().ln()).sqrt() * (std::f64::consts::TAU * self.part()).cos()
    }

    fn poisson(&mut self, mean: f64) -> u32 {
        let (end, mut product, mut count) = ((-mean).exp(), self.part(), 0);
        while product > end {
            product *= self.part();
            count += 1;
        }
        count
    }

    /// By Marsaglia and Tsang; below shape 1 by a power of another.
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.part().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let normal = self.normal();
            let v = (1.0 + normal / (9.0 * d).sqrt()).powi(3);
            if v > 0.0 && self.part().ln() < normal * normal / 2.0 + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// As many on average, with so much scatter (variance divided by mean).
    fn count(&mut self, mean: f64, scatter: f64) -> u32 {
        if scatter <= 1.0 || mean <= 0.0 {
            return self.poisson(mean);
        }
        let mixed = self.gamma(mean / (scatter - 1.0)) * (scatter - 1.0);
        self.poisson(mixed)
    }
}

/// A desk without any rise: it grows a fifth a year, is half as busy in summer and hardly at Christmas; one topic in three
/// has a season of its own, and all scatter more than chance or as much.
struct Desk {
    topics: Vec<Vec<u32>>,
    means: Vec<Vec<f64>>,
    scatter: Vec<f64>,
}

impl Desk {
    fn of(levels: &[f64], chance: &mut Chance) -> Self {
        let weeks = WEEKS_READ + JUDGED;
        let mut desk = Self { topics: Vec::new(), means: Vec::new(), scatter: Vec::new() };
        for (at, level) in levels.iter().enumerate() {
            let (season, phase) = (if at / 6 % 3 == 0 { 0.3 } else { 0.0 }, chance.part());
            let mean = |week: usize| {
                let year = week as f64 / 52.0;
                let busy = match week % 52 {
                    29..=34 => 0.5,
                    51 | 0 => 0.3,
                    _ => 1.0,
                };
                level
                    * (1.0 + 0.2 * (year - 2.0))
                    * busy
                    * (1.0 + season * (std::f64::consts::TAU * (year + phase)).sin())
            };
            let means: Vec<f64> = (0..weeks).map(mean).collect();
            let scatter = 1.0 + 0.5 * chance.part();
            desk.topics.push(means.iter().map(|mean| chance.count(*mean, scatter)).collect());
            desk.means.push(means);
            desk.scatter.push(scatter);
        }
        desk
    }

    /// Whether each topic rises, by what is known at the end of this week.
    fn judged(&self, week: usize) -> Vec<bool> {
        let seen = |counts: &Vec<u32>| counts[week + 1 - WEEKS_READ..=week].to_vec();
        let topics: Vec<Vec<u32>> = self.topics.iter().map(seen).collect();
        let all: Vec<u32> = (0..WEEKS_READ).map(|at| topics.iter().map(|counts| counts[at]).sum()).collect();
        let topics: Vec<&[u32]> = topics.iter().map(Vec::as_slice).collect();
        rises(&topics, &all).iter().map(Option::is_some).collect()
    }

    /// Whether a judge would call these two weeks rising who knows the true mean and scatter, and spends the same chance of a
    /// false alarm, evenly over all topics, on nothing else.
    fn known(&self, topic: usize, begins: usize) -> bool {
        let weeks = begins..begins + 2;
        let (seen, mean) = (self.topics[topic][weeks.clone()].iter().sum(), self.means[topic][weeks].iter().sum());
        let chance = FALSE_ALARMS_PER_QUARTER / 13.0 / self.topics.len() as f64;
        surprise(seen, mean, self.scatter[topic]) > -chance.log10()
    }

    /// Alarms in all weeks that are judged; one that goes on is the same.
    fn alarms(&self) -> usize {
        let mut before = vec![false; self.topics.len()];
        let mut alarms = 0;
        for week in WEEKS_READ..WEEKS_READ + JUDGED {
            let now = self.judged(week);
            alarms += now.iter().zip(&before).filter(|(now, before)| **now && !**before).count();
            before = now;
        }
        alarms
    }
}

/// Eleven groups and seventeen themes: as many a week as a desk of one and of another size may have.
fn desks() -> [(&'static str, Vec<f64>); 3] {
    let spread = |largest: f64| (0..28).map(|rank| largest * 0.85_f64.powi(rank)).collect();
    [
        ("small: 0.1 to 8 a week", spread(8.0)),
        ("large: 0.4 to 30 a week", spread(30.0)),
        ("each level as often", (0..28).map(|at| LEVELS[at % 6]).collect()),
    ]
}

#[test]
fn all_topics_together_give_at_most_one_false_alarm_a_quarter() {
    let mut chance = Chance(0x2026_1130);
    for (name, levels) in desks() {
        let desks = 12;
        let alarms: usize = (0..desks).map(|_| Desk::of(&levels, &mut chance).alarms()).sum();
        let quarters = desks * JUDGED / 13;
        let per_quarter = alarms as f64 / quarters as f64;
        println!("{name}: {alarms} false alarms in {quarters} quarters with 28 topics: {per_quarter:.2} a quarter");
        assert!(per_quarter <= FALSE_ALARMS_PER_QUARTER, "{name}: {per_quarter}");
    }
}

/// What became of one threefold rise.
struct Outbreak {
    topic: usize,
    /// Found by the end of its first week, and of its second.
    found: [bool; 2],
    /// By a judge who knows everything.
    known: bool,
}

/// Threefold rises at random moments, in each topic as often.
fn outbreaks(levels: &[f64], many: usize, chance: &mut Chance) -> Vec<Outbreak> {
    let outbreak = |at: usize| {
        let mut desk = Desk::of(levels, chance);
        let topic = at % levels.len();
        let begins = WEEKS_READ + (chance.part() * (JUDGED - 2) as f64) as usize;
        let mut alarms = [false; 2];
        for (later, alarm) in alarms.iter_mut().enumerate() {
            let week = begins + later;
            desk.topics[topic][week] = chance.count(3.0 * desk.means[topic][week], desk.scatter[topic]);
            *alarm = desk.judged(week)[topic];
        }
        Outbreak { topic, found: [alarms[0], alarms[0] || alarms[1]], known: desk.known(topic, begins) }
    };
    (0..many).map(outbreak).collect()
}

/// Of how many it is true, in percent.
fn percent<'a>(of: impl Iterator<Item = &'a Outbreak>, is_true: fn(&Outbreak) -> bool) -> f64 {
    let each: Vec<f64> = of.map(|outbreak| f64::from(u8::from(is_true(outbreak)))).collect();
    100.0 * each.iter().sum::<f64>() / each.len() as f64
}

#[test]
fn a_threefold_rise_is_found_within_two_weeks_in_four_of_five_cases_from_1_to_30_a_week() {
    let mut chance = Chance(0x2026_1202);
    let levels: Vec<f64> = (0..28).map(|at| 1.0 + 29.0 * f64::from(at) / 27.0).collect();
    let quarters = 12 * JUDGED / 13;
    let alarms: usize = (0..12).map(|_| Desk::of(&levels, &mut chance).alarms()).sum();
    let found = outbreaks(&levels, 1_120, &mut chance);
    let all = percent(found.iter(), |one| one.found[1]);
    println!(
        "28 topics, evenly from 1 to 30 a week: {all:.0} % within two weeks ({} cases), {:.2} false alarms a quarter",
        found.len(),
        alarms as f64 / quarters as f64
    );
    assert!(all >= 80.0, "{all}");
    assert!(alarms <= quarters, "{alarms} in {quarters}");
}

#[test]
fn a_threefold_rise_of_few_questions_is_found_as_often_as_anybody_could() {
    let mut chance = Chance(0x2026_1201);
    let found = outbreaks(&desks()[2].1, 1_120, &mut chance);
    for (at, level) in LEVELS.iter().enumerate() {
        let of_level = || found.iter().filter(|one| one.topic % 6 == at);
        let two = percent(of_level(), |one| one.found[1]);
        let most = percent(of_level(), |one| one.known);
        println!(
            "{level:>2} a week, then {:>2}: {:>3.0} % found after one week, {two:>3.0} % within two; knowing everything \
             {most:.0} % ({} cases)",
            3.0 * level,
            percent(of_level(), |one| one.found[0]),
            of_level().count()
        );
        assert!(two >= 80.0 || most < 90.0, "{level} a week: {two}");
    }
    let all = percent(found.iter(), |one| one.found[1]);
    let most = percent(found.iter(), |one| one.known);
    println!("these levels as often: {all:.0} % within two weeks; knowing everything {most:.0} %");
    assert!(all >= 0.8 * most, "{all} of {most}");
}

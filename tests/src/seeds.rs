//! Seeds of random tests: every failure names the one that repeats it.

/// Names the one seed to run, to repeat a failure.
const VARIABLE: &str = "SOTAY_TEST_SEED";

/// Runs a random test once a seed, and says how to repeat the seed that failed.
///
/// `SOTAY_TEST_SEED` runs one seed only; without it the same `count` seeds run every time.
pub fn for_each_seed(test: &str, count: u64, run: impl Fn(u64)) {
    let only: Option<u64> = std::env::var(VARIABLE)
        .ok()
        .and_then(|text| text.parse().ok());
    let seeds = only.map_or(0..count, |seed| seed..seed + 1);
    for seed in seeds {
        let told = Told { test, seed };
        run(seed);
        drop(told);
    }
}

/// Prints how to repeat a run when it is dropped by a panic.
struct Told<'a> {
    test: &'a str,
    seed: u64,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Told { test, seed } = self;
            eprintln!(
                "seed {seed} failed; {VARIABLE}={seed} cargo nextest run -p tests {test} repeats it"
            );
        }
    }
}

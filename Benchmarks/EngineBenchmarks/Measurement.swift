import Benchmark

/// Registers a benchmark whose answer is checked after every iteration, outside of the time that is measured; a wrong
/// answer ends the program, so that no figure stands for nonsense.
///
/// - Parameters:
///   - name: unique; the module first, so that a filter finds its benchmarks.
///   - unit: how many items one iteration handles; throughput is reported in items.
///   - prepare: makes the subject, once, in the benchmark's own process.
///   - run: what is measured.
///   - isRight: compares the answer of an iteration with one that was found in another way.
func measure<Subject, Answer>(
    _ name: String, per unit: BenchmarkScalingFactor,
    prepare: @escaping () throws -> Subject,
    run: @escaping (Subject) throws -> Answer,
    isRight: @escaping (Subject, Answer) -> Bool
) {
    var configuration = Benchmark.defaultConfiguration
    configuration.scalingFactor = unit
    // Thousands a second, with all their digits; left to itself, each row chooses a unit of its own.
    if unit != .one { configuration.units = [.throughput: .count] }
    Benchmark(
        name, configuration: configuration,
        closure: { (benchmark: Benchmark, subject: Subject) in
            do {
                benchmark.startMeasurement()
                let answer = try run(subject)
                benchmark.stopMeasurement()
                guard isRight(subject, answer) else { fatalError("\(name): wrong answer") }
            } catch {
                fatalError("\(name): \(error)")
            }
        },
        setup: { try prepare() })
}

/// Ends the program when something that a benchmark rests on does not hold.
func require(_ condition: Bool, _ what: @autoclosure () -> String) {
    guard condition else { fatalError(what()) }
}

import Contestants

/// The engine's side of the comparisons in perf/peers.
///
///     PeerMeasurements --rounds N [PART OF A NAME]    N rounds of all measurements in turn, one line of JSON each
///     PeerMeasurements --serve                        measures what it is asked for, see perf/peers/README.md
@main
struct PeerMeasurements {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let contestants =
            nearestContestants(keys: [30_000, 1_000_000]) + lookUpContestants(keys: [30_000, 10_000_000])
        if arguments == ["--serve"] {
            try serve(contestants)
        } else if arguments.first == "--rounds", let rounds = arguments.dropFirst().first.flatMap({ Int($0) })
        {
            let part = arguments.dropFirst(2).first ?? ""
            var subjects = Subjects()
            for _ in 0..<rounds {
                for contestant in contestants where part.isEmpty || contestant.name.contains(part) {
                    say(try subjects.line(contestant))
                }
            }
        } else {
            say("usage: PeerMeasurements --rounds N [PART OF A NAME] | --serve")
        }
    }

    /// Lists the measurements, then makes those whose name and size, with a tab between, come as lines.
    private static func serve(_ contestants: [Contestant]) throws {
        let list = contestants.map { #"{"name": "\#($0.name)", "keys": \#($0.keys), "unit": "\#($0.unit)"}"# }
        say(#"{"version": "scattershot", "measurements": [\#(list.joined(separator: ", "))]}"#)
        var subjects = Subjects()
        while let line = readLine() {
            guard let contestant = contestants.first(where: { "\($0.name)\t\($0.keys)" == line }) else {
                say(#"{"error": "there is no such measurement"}"#)
                continue
            }
            say(try subjects.line(contestant))
        }
    }

    /// Writes one line at once.
    private static func say(_ line: String) {
        var output = StandardOutput()
        print(line, to: &output)
    }
}

/// Makes subjects when they are first asked for, and keeps them.
private struct Subjects {
    private var prepared: [String: () -> Int] = [:]

    /// One measurement as a line of JSON.
    mutating func line(_ contestant: Contestant) throws -> String {
        let name = "\(contestant.name) \(contestant.keys)"
        let work = try prepared[name] ?? warmed(contestant.prepare())
        prepared[name] = work
        let found = Stopwatch().measure(work)
        return """
            {"name": "\(contestant.name)", "keys": \(contestant.keys), "unit": "\(contestant.unit)", \
            "items": \(found.items), "seconds": \(found.seconds), "rate": \(found.rate)}
            """
    }

    private func warmed(_ work: @escaping () -> Int) -> () -> Int {
        _ = work()
        return work
    }
}

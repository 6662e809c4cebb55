#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A profile as trace events in Chrome's JSON format, a track for each worker: Perfetto, speedscope and chrome://tracing read it.
///
/// Source: "Trace Event Format", the Chromium project; "X" events are complete spans, "M" events name tracks.
public enum ChromeTrace {
    /// The trace of a report (UTF-8), an event a line.
    ///
    /// - Throws: ``ProfileFileError`` when a time is not a finite number.
    /// - Complexity: O(n log n) in the number of spans.
    public static func json(_ report: ProfileReport) throws(ProfileFileError) -> [UInt8] {
        var events = [metadata("process_name", track: 0, name: "scattershot \(report.subject)")]
        for (order, track) in report.timeline.enumerated() {
            events.append(metadata("thread_name", track: track.worker, name: "worker \(track.worker)"))
            events.append(
                Event(
                    name: "thread_sort_index", phase: "M", track: track.worker,
                    arguments: Event.Arguments(sortIndex: order)))
            for span in track.nested {
                let (start, end) = (microseconds(span.start), microseconds(span.end))
                events.append(
                    Event(
                        name: report.stageName(span.stage), phase: "X", track: track.worker,
                        category: category(of: span.stage, report), start: start, duration: end - start))
            }
        }
        return try text(events)
    }

    /// Microseconds in steps of 1/1024, of nanoseconds. Such steps have no rounding error: where a span ends with its start and its
    /// duration added is just where the next one starts, and a reader that compares the two nests them as they were.
    private static func microseconds(_ nanoseconds: Double) -> Double {
        (nanoseconds * 1024 / 1000).rounded() / 1024
    }

    private static func category(of stage: Int, _ report: ProfileReport) -> String {
        stage == -1
            ? "block"
            : report.stages.indices.contains(stage) && report.stages[stage].isIdle ? "idle" : "stage"
    }

    private static func metadata(_ kind: String, track: Int, name: String) -> Event {
        Event(name: kind, phase: "M", track: track, arguments: Event.Arguments(name: name))
    }

    private static func text(_ events: [Event]) throws(ProfileFileError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = Array(#"{"displayTimeUnit":"ns","traceEvents":["#.utf8)
        for (index, event) in events.enumerated() {
            bytes += Array((index == 0 ? "\n" : ",\n").utf8)
            do {
                bytes += try encoder.encode(event)
            } catch {
                throw ProfileFileError(
                    name: "trace", "a span of \(event.name) has a time that is not a number")
            }
        }
        return bytes + Array("\n]}\n".utf8)
    }

    /// One event; times in microseconds.
    private struct Event: Encodable {
        struct Arguments: Encodable {
            var name: String?
            var sortIndex: Int?

            enum CodingKeys: String, CodingKey {
                case name
                case sortIndex = "sort_index"
            }
        }

        var name: String
        var phase: String
        var process = 1
        var track: Int
        var category: String?
        var start: Double?
        var duration: Double?
        var arguments: Arguments?

        enum CodingKeys: String, CodingKey {
            case name
            case phase = "ph"
            case process = "pid"
            case track = "tid"
            case category = "cat"
            case start = "ts"
            case duration = "dur"
            case arguments = "args"
        }
    }
}

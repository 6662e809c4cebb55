import KeyLayers
import Platform

/// What was decided in each of some lanes: sequences that are decoded in step. Lanes that are at work come first.
struct LaneStates: ~Copyable {
    /// Place in the chunk that each lane is at, and the end of its piece.
    let place: UnsafeMutablePointer<Int>
    let end: UnsafeMutablePointer<Int>
    /// Decisions taken at the place.
    let step: UnsafeMutablePointer<Int>
    let spans: UnsafeMutablePointer<SpanValues>
    /// The last four states, sixteen bits each, the last one lowest: what nearly all layers look at, without a ring.
    let recent: UnsafeMutablePointer<UInt64>
    /// Kept up to date when a layer looks at them.
    let marks: UnsafeMutablePointer<EmissionMarks>
    private let marker: OutputUnits.Marker?
    /// Decisions of the sequence.
    private let decided: UnsafeMutablePointer<Int>
    /// The last sixteen of them, in a ring, for each lane.
    private let history: UnsafeMutablePointer<UInt32>
    let count: Int

    private static let ring = 16

    /// - Parameter marker: makes marks, of tables that the caller keeps; nil when no layer looks at them.
    init(count: Int, marker: OutputUnits.Marker?) {
        self.count = count
        self.marker = marker
        marks = .allocate(capacity: count)
        place = .allocate(capacity: count)
        end = .allocate(capacity: count)
        step = .allocate(capacity: count)
        spans = .allocate(capacity: count)
        recent = .allocate(capacity: count)
        decided = .allocate(capacity: count)
        history = .allocate(capacity: count * Self.ring)
        for lane in 0..<count {
            (place[lane], end[lane]) = (0, 0)
            reset(lane)
        }
    }

    deinit {
        place.deallocate()
        end.deallocate()
        step.deallocate()
        spans.deallocate()
        recent.deallocate()
        marks.deallocate()
        decided.deallocate()
        history.deallocate()
    }

    /// Begins a piece. A later part of a sequence goes on where the part before it ended: it is alone in its chunk, in the
    /// same lane.
    @inline(__always)
    func begin(_ lane: Int, _ piece: PaddedChunk.Piece) {
        place[lane] = piece.start
        end[lane] = piece.end
        if piece.start == piece.first { reset(lane) }
    }

    /// Forgets what was decided, for the next sequence.
    @inline(__always)
    private func reset(_ lane: Int) {
        step[lane] = 0
        decided[lane] = 0
        recent[lane] = 0
        spans[lane] = .none
        marks[lane] = .none
        (history + lane &* Self.ring).update(repeating: PartValue.outside, count: Self.ring)
    }

    /// The state at an offset from −15 to −1.
    @inline(__always)
    func state(_ lane: Int, at offset: Int) -> UInt32 {
        history[lane &* Self.ring &+ ((decided[lane] &+ offset) & (Self.ring - 1))]
    }

    /// Remembers a decision; one that emits ends the running span.
    @inline(__always)
    func decide(_ lane: Int, _ token: Int, emits: Bool) {
        history[lane &* Self.ring &+ (decided[lane] & (Self.ring - 1))] = PartValue.known(token)
        decided[lane] &+= 1
        if let marker { marker.mark(token, in: &marks[lane]) }
        recent[lane] = recent[lane] &<< 16 | UInt64(truncatingIfNeeded: PartValue.known(token) & 0xFFFF)
        if emits && spans[lane].running != SpanIndex.root {
            spans[lane].last = spans[lane].running
            spans[lane].running = SpanIndex.root
        }
    }

    /// Moves a lane's work to another lane.
    func move(_ source: Int, to lane: Int) {
        guard source != lane else { return }
        place[lane] = place[source]
        end[lane] = end[source]
        step[lane] = step[source]
        spans[lane] = spans[source]
        marks[lane] = marks[source]
        decided[lane] = decided[source]
        recent[lane] = recent[source]
        (history + lane * Self.ring).update(from: history + source * Self.ring, count: Self.ring)
    }
}

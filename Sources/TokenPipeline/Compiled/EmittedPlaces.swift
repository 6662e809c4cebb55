import Platform

/// What the places of a chunk emitted, in whatever order they were decided.
final class EmittedPlaces {
    private let most: Int
    /// Places × `most`; where a place takes one decision, that decision, ⟨stop⟩ or not.
    private let tokens = ScratchBuffer<UInt32>()
    private let counts = ScratchBuffer<UInt8>()

    init(most: Int) { self.most = most }

    func clear(places: Int) {
        tokens.reserve(places * most)
        guard most > 1 else { return }
        counts.reserve(places)
        counts.base.update(repeating: 0, count: places)
    }

    @inline(__always)
    func decide(_ token: Int, isStop: Bool, at place: Int) {
        if most == 1 {
            tokens.base[place] = UInt32(truncatingIfNeeded: token)
        } else if !isStop {
            tokens.base[place &* most &+ Int(counts.base[place])] = UInt32(truncatingIfNeeded: token)
            counts.base[place] &+= 1
        }
    }

    /// Calls `body` with the decisions of a place that was decoded, ⟨stop⟩ among them.
    func forEachDecision(at place: Int, of plan: EmissionPlan, _ body: (Int) -> Void) {
        if most == 1 { return body(Int(tokens.base[place])) }
        let count = Int(counts.base[place])
        for index in 0..<count { body(Int(tokens.base[place * most + index])) }
        if count < most, plan.hasStop { body(EmissionPlan.stop) }
    }

    /// Copies the decisions of places that take one each to where their positions are.
    func copy(_ pieces: [PaddedChunk.Piece], to decisions: UnsafeMutableBufferPointer<UInt32>) {
        guard let decisions = decisions.baseAddress else { return }
        for piece in pieces {
            (decisions + piece.origin).update(from: tokens.base + piece.start, count: piece.end - piece.start)
        }
    }

    func append(_ pieces: [PaddedChunk.Piece], to emissions: inout Emissions) {
        for piece in pieces {
            for place in piece.start..<piece.end {
                for index in 0..<Int(counts.base[place]) {
                    emissions.append(Int(tokens.base[place * most + index]))
                }
                emissions.endPosition()
            }
        }
    }
}

import DigitKeys

/// The outputs that follow one input token, and how often each does.
public struct InputTransitions: Sendable {
    /// The input token.
    public let input: Int
    /// The outputs, rising.
    public let outputs: [UInt32]
    /// How often each of them follows.
    public let counts: [UInt32]

    package init(input: Int, outputs: [UInt32], counts: [UInt32]) {
        (self.input, self.outputs, self.counts) = (input, outputs, counts)
    }
}

/// The stream of noise that gives the outputs of an input token the shortest code, among those that were tried.
public struct StreamChoice: Sendable, Equatable {
    /// Number of the stream.
    public var stream = 0
    /// Parameter of the Rice code of its counters.
    public var parameter = 0
    /// For each output 1 + the counter of the first sample that leads to it; 0 for one that is spelled out.
    public var numbers: [UInt32] = []
    /// Bits of all occurrences.
    public var bits = Int.max
    /// Samples that were drawn to find it.
    public var samplesDrawn = 0

    /// No choice yet.
    ///
    /// - Complexity: O(1).
    public init() {}
}

extension NoiseChannel {
    /// Samples that are searched before it is asked whether all outputs are found.
    private static let step: UInt64 = 64

    /// Tries streams of noise for an input token: as many as the settings say, but not more than the input occurs.
    ///
    /// - Complexity: streams · `mostSamples` searches at most.
    public func choice(for transitions: InputTransitions) -> StreamChoice {
        let occurrences = transitions.counts.reduce(0) { $0 + Int($1) }
        var best = StreamChoice()
        var drawn = 0
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: outputCount) { slots in
            slots.initialize(repeating: 0)
            var numbers = [UInt32](repeating: 0, count: transitions.outputs.count)
            for stream in 0..<min(settings.streams, max(occurrences, 1)) {
                drawn += findFirstHits(of: transitions, stream: stream, slots, into: &numbers)
                let (parameter, bits) = shortestCode(of: numbers, counts: transitions.counts)
                let whole = bits + GammaCode.cost(UInt32(stream) + 1)
                guard whole < best.bits else { continue }
                best.stream = stream
                best.parameter = parameter
                best.bits = whole
                best.numbers = numbers
            }
        }
        best.samplesDrawn = drawn
        return best
    }

    /// Sets `numbers` to the first hits of a stream.
    ///
    /// - Parameter slots: one for each output, all 0 before and after.
    /// - Returns: the number of samples drawn.
    private func findFirstHits(
        of transitions: InputTransitions, stream: Int, _ slots: UnsafeMutableBufferPointer<UInt32>,
        into numbers: inout [UInt32]
    ) -> Int {
        for (place, output) in transitions.outputs.enumerated() {
            slots[Int(output)] = UInt32(place) + 1
            numbers[place] = 0
        }
        let sampler = sampler(of: transitions.input, stream: stream)
        let place = place(of: transitions.input)
        var missing = transitions.outputs.count
        var next: UInt64 = 0
        while missing > 0, next < UInt64(settings.mostSamples) {
            let end = min(next + Self.step, UInt64(settings.mostSamples))
            sampler.forEachNearest(to: place, counters: next..<end) { counter, match in
                let slot = slots[match.index]
                guard slot > 0 else { return true }
                slots[match.index] = 0
                numbers[Int(slot) - 1] = UInt32(counter) + 1
                missing -= 1
                return missing > 0
            }
            next = end
        }
        for output in transitions.outputs { slots[Int(output)] = 0 }
        return Int(next)
    }

    /// The Rice parameter that makes the shortest code, and its bits.
    private func shortestCode(of numbers: [UInt32], counts: [UInt32]) -> (parameter: Int, bits: Int) {
        var best = (parameter: 0, bits: Int.max)
        for parameter in RiceCode.parameters {
            var bits = 0
            for place in numbers.indices {
                let spelled = numbers[place] == 0 ? spelledBits : 0
                bits += Int(counts[place]) * (RiceCode.cost(numbers[place], parameter: parameter) + spelled)
            }
            if bits < best.bits { best = (parameter, bits) }
            // Past the largest number every step adds a bit to all.
            if numbers.allSatisfy({ $0 >> UInt32(parameter) == 0 }) { break }
        }
        return best
    }
}

/// All pairs aligned once.
struct AlignmentPass {
    var lengths: [UInt8] = []
    var costs: [Int?] = []
    var cost = 0
    var counts = ChunkCounts()
    var failures: [LearnedAlignment.Failure] = []
    /// The longest chunk of each pair that could be aligned.
    var longest: [UInt8] = []

    /// Nothing aligned yet.
    init() {}

    init(_ pairs: SequencePairs, aligner: SequenceAligner) {
        lengths.reserveCapacity(pairs.inputs.count)
        costs.reserveCapacity(pairs.count)
        for pair in 0..<pairs.count {
            let (inputs, outputs) = (pairs.inputRange(of: pair), pairs.outputRange(of: pair))
            let cost = aligner.align(
                input: pairs.inputs[inputs], output: pairs.outputs[outputs], into: &lengths)
            costs.append(cost)
            guard let cost else {
                lengths.append(contentsOf: repeatElement(0, count: inputs.count))
                failures.append(.init(pair: pair, reason: reason(inputs.count, outputs.count, aligner.most)))
                continue
            }
            self.cost += cost
            var (place, longest) = (outputs.lowerBound, UInt8(0))
            for input in inputs {
                let length = lengths[input]
                counts.add(pairs.inputs[input], pairs.outputs[place..<place + Int(length)])
                place += Int(length)
                longest = max(longest, length)
            }
            self.longest.append(longest)
        }
    }

    private func reason(_ inputs: Int, _ outputs: Int, _ most: Int) -> LearnedAlignment.Failure.Reason {
        if inputs == 0 { return .noInput }
        return outputs > inputs * most ? .tooManyOutputs : .tooLong
    }
}

extension LearnedAlignment {
    init(_ pass: AlignmentPass, most: Int, rounds: [Round]) {
        self.init(
            most: most, lengths: pass.lengths, costs: pass.costs, failures: pass.failures, rounds: rounds,
            table: pass.counts.entries.map {
                Entry(input: $0.input, chunk: pass.counts.tokens(of: $0.node), count: $0.count)
            })
    }
}

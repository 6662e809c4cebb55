/// Encodes aligned tokens through a channel: a choice of noise for every input token, then a counter for every position.
public struct ChannelEncoder: Sendable {
    /// What leads from inputs to outputs.
    public let channel: NoiseChannel
    /// What follows each input token that occurs, by rising input.
    public let transitions: [InputTransitions]
    private let inputs: [UInt32]
    private let outputs: [UInt32]

    /// An encoder of `outputs[i]` given `inputs[i]`.
    ///
    /// - Precondition: equally many; inputs are at most the channel's `inputCount`, outputs less than its `outputCount`.
    /// - Complexity: O(n log n).
    public init(channel: NoiseChannel, inputs: [UInt32], outputs: [UInt32]) {
        precondition(inputs.count == outputs.count, "the tokens are not aligned")
        self.channel = channel
        self.inputs = inputs
        self.outputs = outputs
        var counts: [UInt64: UInt32] = [:]
        for (input, output) in zip(inputs, outputs) {
            counts[UInt64(input) << 32 | UInt64(output), default: 0] += 1
        }
        var transitions: [InputTransitions] = []
        var start = 0
        let pairs = counts.keys.sorted()
        while start < pairs.count {
            let input = pairs[start] >> 32
            let end = pairs[start...].firstIndex { $0 >> 32 != input } ?? pairs.count
            transitions.append(
                InputTransitions(
                    input: Int(input), outputs: pairs[start..<end].map { UInt32(truncatingIfNeeded: $0) },
                    counts: pairs[start..<end].map { counts[$0, default: 0] }))
            start = end
        }
        self.transitions = transitions
    }

    /// The code, from the choices for all of `transitions`, which any thread may have made.
    ///
    /// - Complexity: O(n).
    public func code(_ choices: [StreamChoice]) -> (bytes: [UInt8], report: ChannelReport) {
        precondition(choices.count == transitions.count, "a choice for each input token that occurs")
        var report = ChannelReport(tokens: inputs.count)
        var writer = BitWriter()
        var numbers: [UInt64: UInt32] = [:]
        var parameters = [UInt8](repeating: 0, count: channel.inputCount + 1)
        var next = 0
        for input in 0...channel.inputCount {
            guard next < transitions.count, transitions[next].input == input else {
                writer.write(UInt64(ChannelCode.unused), bits: ChannelCode.parameterBits)
                continue
            }
            let (choice, followers) = (choices[next], transitions[next])
            writer.write(UInt64(choice.parameter), bits: ChannelCode.parameterBits)
            GammaCode.write(UInt32(choice.stream) + 1, to: &writer)
            parameters[input] = UInt8(choice.parameter)
            for (output, number) in zip(followers.outputs, choice.numbers) {
                numbers[UInt64(input) << 32 | UInt64(output)] = number
            }
            report.samplesDrawn += choice.samplesDrawn
            next += 1
        }
        for (input, output) in zip(inputs, outputs) {
            let number = numbers[UInt64(input) << 32 | UInt64(output), default: 0]
            RiceCode.write(number, parameter: Int(parameters[Int(input)]), to: &writer)
            if number == 0 {
                writer.write(UInt64(output), bits: channel.spelledBits)
                report.spelled += 1
            } else {
                report.samplesOfHits += Int(number)
            }
        }
        writer.finish()
        report.bytes = writer.bytes.count
        return (writer.bytes, report)
    }
}

/// What a channel did.
public struct ChannelReport: Sendable, Equatable {
    /// Positions.
    public var tokens: Int
    /// Those whose output no sample led to, so that it is spelled out.
    public var spelled = 0
    /// Samples up to and with the hit, of all positions that have one.
    public var samplesOfHits = 0
    /// Samples drawn to find the choices.
    public var samplesDrawn = 0
    /// Size of the code.
    public var bytes = 0
}

/// The fields of a channel's code: for every input token five bits, and the gamma code of its stream + 1 unless they say that it
/// does not occur; then for every position the Rice code of its number, and the output itself where that is 0.
package enum ChannelCode {
    package static let parameterBits = 5
    /// In place of a Rice parameter.
    package static let unused = 31
}

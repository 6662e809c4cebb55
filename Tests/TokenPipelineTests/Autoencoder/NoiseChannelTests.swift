import NoiseSampling
import TestSupport
import Testing
import TokenPipeline

@Suite struct NoiseChannelTests {
    private func settings(_ change: (inout AutoencoderSettings) -> Void = { _ in }) -> AutoencoderSettings {
        var settings = AutoencoderSettings()
        settings.streams = 8
        settings.mostSamples = 300
        change(&settings)
        return settings
    }

    private func encoded(_ channel: NoiseChannel, _ inputs: [UInt32], _ outputs: [UInt32]) -> (
        bytes: [UInt8], report: ChannelReport
    ) {
        let encoder = ChannelEncoder(channel: channel, inputs: inputs, outputs: outputs)
        return encoder.code(encoder.transitions.map { channel.choice(for: $0) })
    }

    private func decoded(_ channel: NoiseChannel, _ code: [UInt8], after inputs: [UInt32]) throws -> [UInt32]
    {
        var decoder = try ChannelDecoder(channel: channel, code: code[...])
        return try inputs.map { try decoder.next(after: $0) }
    }

    /// Any tokens come back, whatever the colour and the reach of the noise, few samples or many, one token or thousands.
    @Test(arguments: NoiseColour.allCases, [0.5, 0.01, 1e-12])
    func anyTokensComeBack(colour: NoiseColour, amplitude: Double) throws {
        var generator = SeededGenerator(seed: 77)
        for (inputCount, outputCount, length) in [(1, 1, 50), (3, 2, 0), (5, 40, 400), (60, 700, 300)] {
            for (streams, samples) in [(1, 1), (5, 200)] {
                let channel = try NoiseChannel(
                    inputs: (3, inputCount), outputs: (4, outputCount),
                    settings: settings {
                        ($0.colour, $0.amplitude, $0.streams, $0.mostSamples) = (
                            colour, amplitude, streams, samples
                        )
                    })
                let inputs = (0..<length).map { _ in
                    UInt32.random(in: 0...UInt32(inputCount), using: &generator)
                }
                let outputs = (0..<length).map { _ in
                    UInt32.random(in: 0..<UInt32(outputCount), using: &generator)
                }
                let (code, report) = encoded(channel, inputs, outputs)
                #expect(try decoded(channel, code, after: inputs) == outputs)
                #expect(report.tokens == length && report.bytes == code.count)
                #expect(report.spelled <= length)
            }
        }
    }

    /// The definition, sample by sample: the counter that is stored is that of the first sample that leads to the output.
    @Test func numbersAreThoseOfTheFirstHits() throws {
        let channel = try NoiseChannel(inputs: (0, 20), outputs: (1, 30), settings: settings())
        for input in 0...20 {
            let outputs = (0..<30).map { UInt32($0) }
            let choice = channel.choice(
                for: InputTransitions(input: input, outputs: outputs, counts: outputs.map { _ in 1 }))
            for output in outputs {
                let hit = (0..<UInt32(300)).first {
                    channel.output(of: input, stream: choice.stream, counter: $0) == Int(output)
                }
                #expect(choice.numbers[Int(output)] == hit.map { $0 + 1 } ?? 0)
            }
        }
    }

    /// More streams to choose from never make the code longer, and here they make it shorter.
    @Test func streamsAreChosenForTheirShortCode() throws {
        var generator = SeededGenerator(seed: 5)
        let inputs = (0..<4000).map { _ in UInt32.random(in: 0..<30, using: &generator) }
        let outputs = inputs.map { ($0 + UInt32.random(in: 0..<4, using: &generator)) % 60 }
        let sizes = try [1, 4, 64].map { streams in
            let channel = try NoiseChannel(
                inputs: (0, 30), outputs: (1, 60), settings: settings { $0.streams = streams })
            return encoded(channel, inputs, outputs).bytes.count
        }
        #expect(sizes[0] > sizes[1] && sizes[1] > sizes[2], "\(sizes)")
    }

    /// Frequent tokens get the keys that noise leads to most often, so a hit costs fewer samples.
    @Test func frequentTokensOwnKeysThatAreHitOften() throws {
        let frequencies = (0..<50).map { 10_000 >> ($0 / 5) }
        let owners = NoiseChannel.keyOwners(frequencies: frequencies, dictionary: 2, seed: 6)
        #expect(owners.sorted() == Array(0..<50))
        let channel = try NoiseChannel(inputs: (2, 50), outputs: (2, 50), settings: settings { $0.seed = 6 })
        var hits = [Int](repeating: 0, count: 50)
        for stream in 0..<20 {
            for counter in 0..<UInt32(300) {
                hits[channel.output(of: 50, stream: stream, counter: counter)] += 1
            }
        }
        let frequent = owners[..<10].reduce(0) { $0 + hits[$1] }
        let rare = owners[40...].reduce(0) { $0 + hits[$1] }
        #expect(frequent > 4 * rare, "\(frequent) \(rare)")
        #expect(NoiseChannel.keyOwners(frequencies: [], dictionary: 2, seed: 6) == [])
    }

    /// Whatever the bytes of a code, decoding ends with a token that there is or with an error.
    @Test func noCodeLeadsToACrash() throws {
        var generator = SeededGenerator(seed: 10)
        let channel = try NoiseChannel(inputs: (0, 9), outputs: (0, 9), settings: settings())
        var refused = 0
        for _ in 0..<2000 {
            let code = generator.bytes(Int.random(in: 0..<60, using: &generator))
            do {
                var decoder = try ChannelDecoder(channel: channel, code: code[...])
                for _ in 0..<600 {
                    #expect(try decoder.next(after: UInt32.random(in: 0...9, using: &generator)) < 9)
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused == 2000)
    }

    @Test func settingsOutOfRangeAreRefused() throws {
        for change: (inout AutoencoderSettings) -> Void in [
            { $0.amplitude = 0 }, { $0.amplitude = 0.6 }, { $0.amplitude = .nan }, { $0.streams = 0 },
            { $0.streams = 5000 }, { $0.mostSamples = 0 }, { $0.mostSamples = .max },
        ] {
            #expect(throws: (any Error).self) {
                try NoiseChannel(inputs: (0, 1), outputs: (0, 1), settings: settings(change))
            }
        }
        #expect(throws: (any Error).self) {
            try NoiseChannel(inputs: (0, 1), outputs: (0, 0), settings: settings())
        }
    }
}

import Platform

/// Decodes what a `ChannelEncoder` wrote, output after output. No code, whatever its bytes, leads to a crash.
public struct ChannelDecoder {
    private let channel: NoiseChannel
    private var reader: BitReader
    private var parameters: [UInt8] = []
    private var streams: [UInt32] = []
    /// What samples led to so far: a hit is replayed once.
    private var replayed: [UInt64: UInt32] = [:]

    /// A decoder at the first position of `code`.
    ///
    /// - Throws: `InvalidStructure` for a code that ends too early or names streams or parameters that there are not.
    /// - Complexity: O(inputs).
    public init(channel: NoiseChannel, code: ArraySlice<UInt8>) throws(InvalidStructure) {
        self.channel = channel
        reader = BitReader(code)
        for _ in 0...channel.inputCount {
            let parameter = Int(try reader.read(bits: ChannelCode.parameterBits))
            parameters.append(UInt8(parameter))
            guard parameter != ChannelCode.unused else {
                streams.append(0)
                continue
            }
            let stream = try GammaCode.read(from: &reader) - 1
            guard Int(stream) < channel.settings.streams else {
                throw InvalidStructure("the code names a stream of noise that there is not")
            }
            streams.append(stream)
        }
    }

    /// The next output, which follows `input`.
    ///
    /// - Precondition: `input` is at most the channel's `inputCount`.
    /// - Throws: `InvalidStructure` for a code that ends too early or that no encoder writes.
    /// - Complexity: O(1), that of a noise vector and a search the first time.
    public mutating func next(after input: UInt32) throws(InvalidStructure) -> UInt32 {
        let parameter = Int(parameters[Int(input)])
        guard parameter != ChannelCode.unused else {
            throw InvalidStructure("the code has no noise for a token that occurs in it")
        }
        let number = try RiceCode.read(parameter: parameter, from: &reader)
        guard number > 0 else {
            let output = try reader.read(bits: channel.spelledBits)
            guard output < UInt64(channel.outputCount) else {
                throw InvalidStructure("the code spells out a token that there is not")
            }
            return UInt32(output)
        }
        guard Int(number) <= channel.settings.mostSamples else {
            throw InvalidStructure("the code counts more samples than were drawn")
        }
        let place = UInt64(input) << 32 | UInt64(number)
        if let output = replayed[place] { return output }
        let output = UInt32(
            channel.output(of: Int(input), stream: Int(streams[Int(input)]), counter: number - 1))
        replayed[place] = output
        return output
    }
}

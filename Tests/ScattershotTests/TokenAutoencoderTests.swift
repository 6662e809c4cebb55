import NoiseSampling
import Platform
import Scattershot
import TestSupport
import Testing
import TokenPipeline
import WorkPool

@Suite struct TokenAutoencoderTests {
    private func autoencoder(_ format: CodeFormat, _ tokens: DataFormat.Tokens) -> TokenAutoencoder {
        var settings = AutoencoderSettings()
        settings.streams = 2
        settings.mostSamples = 120
        return TokenAutoencoder(format: format, tokens: tokens, settings: settings)
    }

    private func decoded(_ code: [UInt8]) throws -> [UInt8] {
        let sink = CollectingSink()
        let told = try TokenAutoencoder.decode(code, to: sink)
        #expect(told.bytes == sink.bytes.count)
        return sink.bytes
    }

    private func expectRoundTrip(_ bytes: [UInt8], _ autoencoder: TokenAutoencoder) throws {
        let (code, report) = try autoencoder.encode(bytes)
        #expect(try decoded(code) == bytes, "\(autoencoder.format) \(autoencoder.tokens) \(bytes.prefix(80))")
        #expect((report.plainBytes, report.codeBytes) == (bytes.count, code.count))
    }

    private static let texts = [
        "", "a", "\n", "a\n", "\n\n\r\n", " ", "  two  spaces and\ttabs ", "e\u{301}té 🇩🇪🇫🇷 👩‍👩‍👧 한글 ไทย",
        "aaaa aaaa aaaa",
        "The quick brown fox\njumps over\tthe lazy dog.\n",
        String(repeating: "it was a bright cold day ", count: 60),
    ]

    @Test(arguments: DataFormat.Tokens.allCases) func textsComeBack(tokens: DataFormat.Tokens) throws {
        for text in Self.texts { try expectRoundTrip(Array(text.utf8), autoencoder(.text, tokens)) }
    }

    /// Bytes that are no UTF-8, of few values and of all.
    @Test(arguments: DataFormat.Tokens.allCases) func anyBytesComeBack(tokens: DataFormat.Tokens) throws {
        var generator = SeededGenerator(seed: 2024)
        for round in 0..<60 {
            let values = [2, 5, 40, 256][round % 4]
            let alphabet = generator.bytes(values)
            let bytes = (0..<Int.random(in: 0..<600, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<values, using: &generator)]
            }
            try expectRoundTrip(bytes, autoencoder(.text, tokens))
        }
    }

    @Test(arguments: NoiseColour.allCases) func everyColourIsLossless(colour: NoiseColour) throws {
        var autoencoder = autoencoder(.text, .characters)
        autoencoder.settings.colour = colour
        for amplitude in [0.5, 0.02] {
            autoencoder.settings.amplitude = amplitude
            for text in Self.texts { try expectRoundTrip(Array(text.utf8), autoencoder) }
        }
    }

    /// Random pairs: empty lines and sides, repeated spaces, bytes that are no text, with and without a last line feed.
    @Test(arguments: DataFormat.Tokens.allCases) func pairsComeBack(tokens: DataFormat.Tokens) throws {
        var generator = SeededGenerator(seed: 99)
        let pieces: [[UInt8]] =
            ["a", "bc", "", "é", "🇩🇪", "\r", "日本"].map { Array($0.utf8) } + [[0xFF], [0xC3], [0]]
        for round in 0..<60 {
            var bytes: [UInt8] = []
            for line in 0..<Int.random(in: 0..<12, using: &generator) {
                if line > 0 { bytes.append(0x0A) }
                let count = Int.random(in: 1..<8, using: &generator)
                func side() -> [UInt8] {
                    // Single ASCII characters join to no cluster, so both sides have as many tokens.
                    let tokensOfSide = (0..<count).map { _ in
                        tokens == .words
                            ? pieces[Int.random(in: 0..<pieces.count, using: &generator)]
                            : [UInt8.random(in: 0x20..<0x7F, using: &generator)]
                    }
                    return Array(tokensOfSide.joined(separator: tokens == .words ? [0x20] : []))
                }
                bytes += side() + [0x09] + side()
            }
            if round % 2 == 0, !bytes.isEmpty { bytes.append(0x0A) }
            try expectRoundTrip(bytes, autoencoder(.pairs, tokens))
        }
        for text in ["", "\t", "\t\n", "\t\n\t\n", "a b\tA B", "über\tÜBER\n"] {
            try expectRoundTrip(Array(text.utf8), autoencoder(.pairs, tokens))
        }
    }

    @Test func linesThatAreNoPairsAreNamed() throws {
        for (text, line, problem) in [
            ("a\tb\nc", 2, "no tab"), ("\n", 1, "no tab"),
            ("a\tb\nab\tc\n", 2, "2 input characters, but 1 output"),
        ] {
            let error = #expect(throws: InputError.self) {
                try autoencoder(.pairs, .characters).encode(Array(text.utf8), name: "pairs.tsv")
            }
            #expect(error?.description.hasPrefix("pairs.tsv:\(line): \(problem)") == true, "\(error as Any)")
        }
    }

    @Test func threadsDoNotChangeTheCode() throws {
        let text = Array(String(repeating: "she sells sea shells by the sea shore; ", count: 40).utf8)
        let one = try autoencoder(.text, .words).encode(text)
        for threads in 2...4 {
            let many = try autoencoder(.text, .words).encode(text, pool: WorkPool(threads: threads))
            #expect(many.code == one.code && many.report == one.report)
        }
    }

    @Test func theSeedChangesTheCodeAndNotTheText() throws {
        var other = autoencoder(.text, .characters)
        other.settings.seed = 2
        let text = Array(Self.texts[9].utf8)
        let (one, two) = (try autoencoder(.text, .characters).encode(text).code, try other.encode(text).code)
        #expect(one != two)
        #expect(try decoded(one) == text && decoded(two) == text)
    }

    /// Codes with a byte changed, cut off or added are refused; so is anything else.
    @Test func damagedCodesAreRefused() throws {
        for (format, text) in [(CodeFormat.text, Self.texts[9]), (.pairs, "a b c\tA B C\nd\tD\n")] {
            let code = try autoencoder(format, .words).encode(Array(text.utf8)).code
            func expectRefusal(_ bytes: [UInt8]) {
                #expect(throws: CodeFileError.self) {
                    try TokenAutoencoder.decode(bytes, to: CollectingSink())
                }
            }
            for place in code.indices {
                var damaged = code
                damaged[place] ^= 0x10
                expectRefusal(damaged)
                expectRefusal(Array(code[..<place]))
            }
            expectRefusal(code + [0])
            expectRefusal(Array("some text that is no code at all, but long enough".utf8))
        }
    }

    /// With a checksum made anew every field can hold anything: there is an error or a text, never a crash.
    @Test func forgedCodesDoNotCrash() throws {
        var generator = SeededGenerator(seed: 31)
        var refused = 0
        for (format, text) in [(CodeFormat.text, "to be or not to be"), (.pairs, "a b c\tA B C\nd\tD\n")] {
            let code = try autoencoder(format, .words).encode(Array(text.utf8)).code
            for _ in 0..<600 {
                var forged = code
                for _ in 0..<Int.random(in: 1..<4, using: &generator) {
                    forged[Int.random(in: 24..<forged.count, using: &generator)] = generator.bytes(1)[0]
                }
                let checksum = CRC32C.checksum(Array(forged[16...]))
                for byte in 0..<4 {
                    forged[12 + byte] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * byte))
                }
                do {
                    _ = try TokenAutoencoder.decode(forged, to: CollectingSink())
                } catch is CodeFileError {
                    refused += 1
                }
            }
        }
        #expect(refused > 300)
    }

    /// Numbers of tokens that cannot be are no reason to count on them.
    @Test func aCodeOfMoreTokensThanBitsIsRefused() throws {
        let code = try autoencoder(.pairs, .words).encode(Array("a\tA\n".utf8)).code
        var refused = 0
        for place in 24..<code.count {
            // A number of up to sixty-four bits in the place of a byte.
            let much = [UInt8](repeating: 0xFF, count: 8) + [0x7F]
            var forged = Array(code[..<place]) + much + Array(code[(place + 1)...])
            for byte in 0..<8 { forged[16 + byte] = UInt8(truncatingIfNeeded: forged.count >> (8 * byte)) }
            let checksum = CRC32C.checksum(Array(forged[16...]))
            for byte in 0..<4 {
                forged[12 + byte] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * byte))
            }
            do { _ = try TokenAutoencoder.decode(forged, to: CollectingSink()) } catch is CodeFileError {
                refused += 1
            }
        }
        #expect(refused > 10)
    }

    /// However long a line is, it is handed over in pieces: a short code may stand for a very long line.
    @Test func longLinesComeInPieces() throws {
        final class LargestPiece: ByteSink {
            let name = "memory"
            var largest = 0
            var bytes: [UInt8] = []
            func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
                largest = max(largest, bytes.count)
                self.bytes += bytes
            }
            func finish() throws(SystemError) {}
        }
        let word = String(repeating: "w", count: 1000)
        let line = [String](repeating: word, count: 500).joined(separator: " ")
        let text = Array("\(line)\t\(line)\na\tb\n".utf8)
        let sink = LargestPiece()
        _ = try TokenAutoencoder.decode(try autoencoder(.pairs, .words).encode(text).code, to: sink)
        #expect(sink.bytes == text)
        #expect(sink.largest < 70_000)
    }

    /// A learned assignment and choice of noise must be worth something: English text becomes shorter than it was.
    @Test func textBecomesShorter() throws {
        let text = Array(EnglishLikeText.lines(400, seed: 1).joined(separator: "\n").utf8)
        var autoencoder = autoencoder(.text, .characters)
        (autoencoder.settings.streams, autoencoder.settings.mostSamples) = (16, 1024)
        let (code, report) = try autoencoder.encode(text)
        #expect(code.count < text.count * 3 / 4, "\(code.count) of \(text.count)")
        #expect(report.spelledTokens < report.tokens / 100)
        #expect(try decoded(code) == text)
    }
}

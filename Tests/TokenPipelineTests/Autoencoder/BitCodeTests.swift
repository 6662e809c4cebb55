import TestSupport
import Testing
import TokenPipeline

@Suite struct BitCodeTests {
    private func numbers(using generator: inout SeededGenerator) -> [UInt32] {
        [0, 1, 2, .max, .max - 1]
            + (0..<500).map { _ in
                UInt32.random(
                    in: 0...UInt32.max >> UInt32.random(in: 0..<32, using: &generator), using: &generator)
            }
    }

    private func bits(_ write: (inout BitWriter) -> Void) -> Int {
        var writer = BitWriter()
        write(&writer)
        // A one at the end shows where the code ends.
        writer.write(1, bits: 1)
        writer.finish()
        return writer.bytes.count * 8 - (writer.bytes.last?.leadingZeroBitCount ?? 0) - 1
    }

    @Test(arguments: RiceCode.parameters) func riceCodesComeBack(parameter: Int) throws {
        var generator = SeededGenerator(seed: UInt64(parameter))
        let numbers = numbers(using: &generator)
        var writer = BitWriter()
        for number in numbers {
            RiceCode.write(number, parameter: parameter, to: &writer)
            #expect(
                bits { RiceCode.write(number, parameter: parameter, to: &$0) }
                    == RiceCode.cost(number, parameter: parameter))
        }
        writer.finish()
        var reader = BitReader(writer.bytes[...])
        for number in numbers { #expect(try RiceCode.read(parameter: parameter, from: &reader) == number) }
        #expect(throws: (any Error).self) { try reader.read(bits: 8) }
    }

    @Test func gammaCodesComeBack() throws {
        var generator = SeededGenerator(seed: 3)
        let numbers = numbers(using: &generator).map { max($0, 1) }
        var writer = BitWriter()
        for number in numbers {
            GammaCode.write(number, to: &writer)
            #expect(bits { GammaCode.write(number, to: &$0) } == GammaCode.cost(number))
        }
        writer.finish()
        var reader = BitReader(writer.bytes[...])
        for number in numbers { #expect(try GammaCode.read(from: &reader) == number) }
        var zeros = BitReader([0, 0, 0, 0, 0, 0][...])
        #expect(throws: (any Error).self) { try GammaCode.read(from: &zeros) }
    }
}

import KeyLayers
import Testing

@Suite struct ContextPartTests {
    @Test(
        arguments: [
            (.column(1, .token), -15...15), (.column(99, .suffix(16)), -15...15), (.edge, -15...15),
            (.output, -15 ... -1), (.span, -1...0),
        ] as [(ContextPart.Source, ClosedRange<Int>)])
    func offsetsStayInTheRangeOfTheSource(source: ContextPart.Source, range: ClosedRange<Int>) {
        for offset in -20...20 {
            #expect(
                (ContextPart(source: source, offset: offset) != nil) == range.contains(offset), "\(offset)")
        }
        #expect(ContextPart(source: source, offset: .min) == nil)
        #expect(ContextPart(source: source, offset: .max) == nil)
    }

    /// What cannot be written as text cannot be made either, or a model could not be printed and read back.
    @Test(
        arguments: [
            .column(0, .token), .column(-1, .token), .column(100, .token), .column(1, .prefix(0)),
            .column(1, .suffix(-1)), .column(2, .prefix(17)), .column(2, .suffix(.max)),
        ] as [ContextPart.Source])
    func columnsAndAffixesStayInRange(source: ContextPart.Source) {
        #expect(ContextPart(source: source, offset: 0) == nil)
    }

    @Test func outputsAndSpansAreDynamic() throws {
        #expect(try ContextLayer(text: "out[-1]").isDynamic)
        #expect(try ContextLayer(text: "token[0] span[0]").isDynamic)
        #expect(try !ContextLayer(text: "token[0] edge[1]").isDynamic)
        #expect(try !ContextLayer(text: "bias").isDynamic)
    }
}

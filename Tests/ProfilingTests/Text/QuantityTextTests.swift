import Profiling
import Testing

struct QuantityTextTests {
    @Test func durationsTakeTheUnitThatSuits() {
        #expect(QuantityText.duration(0) == "0 ns")
        #expect(QuantityText.duration(3.217) == "3.22 ns")
        #expect(QuantityText.duration(850) == "850 ns")
        #expect(QuantityText.duration(999.7) == "1.00 µs")
        #expect(QuantityText.duration(12_345) == "12.3 µs")
        #expect(QuantityText.duration(1_234_567) == "1.23 ms")
        #expect(QuantityText.duration(98_765_432_100) == "98.8 s")
        #expect(QuantityText.duration(5e15) == "5,000,000 s")
        #expect(QuantityText.duration(.nan) == "–")
    }

    @Test func bytesAndCounts() {
        #expect(QuantityText.bytes(37) == "37 B")
        #expect(QuantityText.bytes(1536) == "1.50 KiB")
        #expect(QuantityText.bytes(3 * 1_048_576) == "3.00 MiB")
        #expect(QuantityText.rate(bytesPerSecond: 10_000_000_000) == "9.31 GiB/s")
        #expect(QuantityText.count(812) == "812")
        #expect(QuantityText.count(1_240_000) == "1.24 M")
        #expect(QuantityText.count(Int.max) == "9,223,372 T")
    }

    @Test func sharesAndNumbers() {
        #expect(QuantityText.percent(0) == "0.0 %")
        #expect(QuantityText.percent(0.1234) == "12.3 %")
        #expect(QuantityText.percent(0.0004) == "0.04 %")
        #expect(QuantityText.percent(1) == "100 %")
        #expect(QuantityText.number(0.87) == "0.87")
        #expect(QuantityText.number(12) == "12")
        #expect(QuantityText.number(-1_234_567.4) == "−1,234,567")
        #expect(QuantityText.fixed(0.0049, 2) == "0.00")
        #expect(QuantityText.fixed(1e300, 2) == "1e+300")
    }
}

import Foundation
import Profiling
import Testing

struct ProfileReportTests {
    @Test func stagesWithoutItemsHaveNoTimePerItem() {
        var stage = StageFacts(
            name: "read", summary: "", time: 30, share: 1, calls: 1, items: 0, itemName: "bytes", bytes: nil,
            access: .streaming, latency: nil, isIdle: false)
        #expect(stage.timePerItem == nil)
        stage.items = 10
        #expect(stage.timePerItem == 3)
    }
}

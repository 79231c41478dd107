# Chữ của chương trình sotay. Tên lệnh, tên tuỳ chọn và mã giữ nguyên trong mọi ngôn ngữ.

## Khung của phần trợ giúp

heading-usage = Cách dùng
heading-commands = Các lệnh
heading-arguments = Tham số
heading-options = Tuỳ chọn
heading-fields = Nội dung ghi
heading-general = Tuỳ chọn chung
heading-examples = Ví dụ
heading-error = Chưa được:

value-options = TUỲ CHỌN
value-command = LỆNH
value-dir = THƯ_MỤC
value-file = TỆP
value-url = ĐỊA_CHỈ
value-name = TÊN
value-role = VAI_TRÒ
value-code = MÃ
value-id = MÃ_HỒ_SƠ
value-id-or-code = MÃ_HỒ_SƠ|MÃ_HỘ
value-text = CHỮ
value-number = SỐ
value-days = SỐ_NGÀY
value-date = NGÀY
value-time = LÚC
value-period = KỲ
value-year = NĂM
value-count = TÊN=SỐ
value-choice = MỤC
value-phone = SỐ_MÁY
value-kind = LOẠI
value-format = DẠNG
value-status = TRẠNG_THÁI
value-field = MỤC
value-assignment = MỤC=GIÁ_TRỊ

## Lệnh

about-sotay = Sổ tay cán bộ: ghi chép ở thôn, tổ dân phố khi không có mạng, đồng bộ khi về đơn vị.
about-init = Lập sổ của một đơn vị trên thiết bị đầu tiên; người lập là chỉ huy và quản trị
about-join = Đưa thiết bị này vào đơn vị bằng mã mời
about-invite = Mời một cán bộ, in mã mời dùng một lần
about-devices = Xem các thiết bị của đơn vị
about-visit = Lượt thăm hỏi
about-household = Hộ dân
about-establishment = Cơ sở
about-group = Tổ tự quản, câu lạc bộ
about-meeting = Buổi sinh hoạt
about-follow-up = Việc cần làm
about-model = Mô hình mà các tổ, câu lạc bộ theo
about-assessment = Phiếu đánh giá, xếp loại tổ, câu lạc bộ
about-survey = Điều tra cơ bản địa bàn
about-training = Tập huấn cán bộ
about-material = Tờ rơi, sổ tay, áp phích tuyên truyền
about-hand-out = Lượt phát tài liệu
about-area = Địa bàn
about-officer = Cán bộ
about-sync = Đồng bộ với máy chủ: gửi phần chưa gửi, nhận phần mới
about-status = Xem sổ có gì, còn gì chưa gửi
about-search = Tìm trong mọi hồ sơ, có dấu hay không dấu đều được
about-history = Xem ai đã ghi gì vào một hồ sơ, lúc nào
about-check = Đối chiếu sổ này với các gói đã nhận và với những gì thiết bị khác cho biết
about-suspicions = Xem các nghi vấn: gói bị sửa, bị giữ lại hay giả mạo, lịch sử mâu thuẫn nhau, và việc nên làm
about-conflicts = Xem các xung đột: những chỗ hai người ghi khác nhau
about-review = Xem các lượt thăm chờ duyệt, chờ lâu nhất trước; duyệt hoặc trả lại
about-review-accept = Duyệt lượt thăm như đã ghi: những lượt nêu tên, hoặc tất cả trong danh sách
about-review-return = Trả lượt thăm cho cán bộ sửa, kèm lý do
about-review-times = Đo thời gian chờ duyệt và chờ sửa
about-follow-up-from = Lập việc cần làm từ những gì nghe được khi thăm; không nêu số thì xem đã nghe gì và việc nào đã lập
about-follow-up-assign = Giao việc cho cán bộ
about-follow-up-start = Ghi là đã bắt đầu làm
about-follow-up-done = Ghi kết quả việc đã làm
about-follow-up-drop = Ghi lý do không làm nữa
about-follow-up-due = Xem việc còn phải làm, đến hạn trước xếp trước, kèm số đếm
about-household-brief = Xem trước khi thăm: hộ đã nêu gì, được hứa gì, đã nhận kết quả gì
about-request = Yêu cầu của người dân theo luật bảo vệ dữ liệu cá nhân, kèm thời hạn
about-request-answer = Trả lời một yêu cầu của người dân
about-file = Tập hợp mọi điều đang lưu về một hộ, hoặc về một người theo tên, thành trang in được; cần --why
about-settle = Giải quyết một xung đột: chọn một giá trị, ghi giá trị khác, hoặc để sau
about-import = Nhập sổ từ tệp JSON Lines
about-export = Xuất một loại hồ sơ ra JSON Lines, CSV hoặc GeoJSON
about-rebuild = Dựng lại các bảng tra cứu từ hồ sơ gốc
about-help = Xem trợ giúp của một lệnh

about-list = Liệt kê { $many }
about-show = Xem một { $one }
about-new = Ghi một { $one } mới
about-edit = Sửa một { $one }; chỉ những mục nêu ra thay đổi
about-submit = Nộp { $one } để cấp trên duyệt
about-move = Chuyển { $one } sang địa bàn khác, cùng lịch sử và các bản ghi kèm theo

one-visit = lượt thăm hỏi
many-visit = các lượt thăm hỏi, mới nhất trước
one-household = hộ
many-household = các hộ
one-establishment = cơ sở
many-establishment = các cơ sở
one-group = tổ tự quản, câu lạc bộ
many-group = các tổ tự quản, câu lạc bộ
one-meeting = buổi sinh hoạt
many-meeting = các buổi sinh hoạt, mới nhất trước
one-follow-up = việc cần làm
many-follow-up = các việc cần làm, đến hạn trước xếp trước
one-model = mô hình
many-model = các mô hình
one-assessment = phiếu đánh giá
many-assessment = các phiếu đánh giá, kỳ mới nhất trước
one-survey = phiếu điều tra cơ bản
many-survey = các phiếu điều tra cơ bản, kỳ mới nhất trước
one-training = đợt tập huấn
many-training = các đợt tập huấn, mới nhất trước
one-material = tài liệu
many-material = các tài liệu
one-request = yêu cầu của người dân
many-request = các yêu cầu của người dân, đến hạn trước xếp trước
one-hand-out = lượt phát tài liệu
many-hand-out = các lượt phát tài liệu, mới nhất trước
one-area = địa bàn
many-area = các địa bàn
one-officer = cán bộ
many-officer = các cán bộ

examples-sotay =
    sotay init --relay https://may-chu.example --unit "Công an phường 5" --officer "Lê Văn Bình" --area "Tổ dân phố 1"
    sotay visit new --household H-0012 --purpose listen --fact "Gia đình có người mới đến tạm trú"
    sotay search nguyen thi hoa
    sotay sync
examples-sotay-init =
    sotay init --relay https://may-chu.example --unit "Công an phường 5" --officer "Lê Văn Bình" --area "Tổ dân phố 1" --area "Tổ dân phố 2"
examples-sotay-invite =
    sotay invite --role officer --officer "Trần Thị Mai" --area "Tổ dân phố 1"
examples-sotay-import =
    sotay import areas.jsonl households.jsonl
    cat so-ho.jsonl | sotay import --kind households -
examples-sotay-export =
    sotay export households --format csv --out so-ho.csv
examples-sotay-visit-new =
    sotay visit new --household H-0012 --purpose listen support --met "Bà Hoa" --need "Xin làm lại căn cước" --at "14:30"
examples-sotay-visit-list =
    sotay visit list --area "Tổ dân phố 1" --from 01/11/2026 --until 30/11/2026
examples-sotay-household-edit =
    sotay household edit H-0012 --phone "0912 345 678"
    sotay household edit H-0012 --clear note
examples-sotay-history =
    sotay history H-0012

## Tuỳ chọn chung

arg-home = Thư mục của sổ (hoặc SOTAY_HOME)
arg-json = In JSON cho máy đọc
arg-lang = Ngôn ngữ: vi hoặc en (hoặc SOTAY_LANG)
arg-relay-cert = Chứng thư PEM của máy chủ, khi đơn vị tự làm (hoặc SOTAY_RELAY_CERT)
arg-help = Xem trợ giúp
arg-version = Xem phiên bản

## Tham số của lệnh

arg-init-relay = Địa chỉ máy chủ của đơn vị, như https://may-chu.example
arg-init-unit = Tên đơn vị
arg-init-officer = Họ tên người lập sổ
arg-init-area = Tên địa bàn (thôn, tổ dân phố); nêu nhiều lần được
arg-join-code = Mã mời đã nhận, hoặc chữ đọc được từ ảnh QR
arg-invite-role = Vai trò: officer (cảnh sát khu vực), supervisor (cán bộ phụ trách), commander (chỉ huy), administrator (quản trị), auditor (kiểm tra)
arg-invite-officer = Họ tên cán bộ được mời
arg-invite-area = Địa bàn được giao; nêu nhiều lần được, bỏ trống là mọi địa bàn
arg-sync-relay = Cùng máy chủ ấy ở địa chỉ khác, như trong mạng nội bộ đơn vị
arg-search-text = Những chữ cần tìm
arg-search-limit = Nhiều nhất bao nhiêu kết quả (mặc định 20)
arg-history-id = Mã hồ sơ, phần đầu của mã, mã hộ hoặc tên
arg-import-file = Tệp, mỗi dòng một hồ sơ; tên tệp cho biết loại; dấu - là đầu vào chuẩn
arg-import-skip-bad = Bỏ qua dòng hỏng, nhập các dòng còn lại và nêu dòng đã bỏ
arg-import-kind = Loại hồ sơ, khi tên tệp không nói
arg-export-kind = Loại hồ sơ: areas, officers, households, establishments, groups, visits, meetings, follow-ups, models, assessments, surveys, trainings, materials, hand-outs, requests
arg-export-format = Dạng: jsonl, csv hoặc geojson (mặc định jsonl)
arg-export-out = Ghi ra tệp này, thay cho màn hình
arg-export-with-sensitive = Xuất cả nội dung kín; phải nêu --why
arg-help-command = Lệnh cần xem, như: visit new
arg-id = Mã hồ sơ, phần đầu của mã (từ 4 ký tự), hoặc tên
arg-household-id = Mã hộ, mã hồ sơ hoặc phần đầu của mã hồ sơ
arg-list-area = Chỉ địa bàn này
arg-list-household = Chỉ của hộ này
arg-list-establishment = Chỉ của cơ sở này
arg-list-group = Chỉ của tổ, câu lạc bộ này
arg-list-material = Chỉ của tài liệu này
arg-list-visit = Chỉ từ lượt thăm hỏi này
arg-list-officer = Chỉ của cán bộ này
arg-list-status = Chỉ những mục ở trạng thái này
arg-list-from = Từ ngày, như 01/11/2026
arg-list-until = Đến hết ngày, như 30/11/2026
arg-list-text = Chỉ hồ sơ có những chữ này, có dấu hay không dấu
arg-list-all = Cả những hồ sơ đi theo một hồ sơ chính
arg-show-alone = Chỉ riêng hồ sơ này, không kèm hồ sơ liên kết
arg-list-limit = Nhiều nhất bao nhiêu dòng (trên màn hình mặc định 50)
arg-list-offset = Bỏ qua bao nhiêu dòng đầu
arg-list-kind = Chỉ loại hồ sơ này
arg-conflicts-all = Cả những xung đột đã để sau trên máy này
arg-review-all = Tất cả lượt đang chờ, theo điều kiện lọc
arg-review-visit = Các lượt thăm
arg-review-yes = Không hỏi lại
arg-review-note = Điều cán bộ sẽ đọc: cần sửa gì
arg-review-officer = Chỉ lượt thăm của cán bộ này
arg-review-from = Chỉ lượt thăm từ ngày này
arg-review-until = Chỉ lượt thăm đến hết ngày này
arg-review-times-officer = Chỉ lượt thăm của cán bộ này
arg-review-times-from = Chỉ những gì được duyệt hoặc sửa từ ngày này
arg-review-times-until = Chỉ những gì được duyệt hoặc sửa đến hết ngày này
arg-follow-up-visit = Lượt thăm
arg-follow-up-need = Nguyện vọng số mấy của lượt thăm
arg-follow-up-statement = Tin số mấy của lượt thăm
arg-follow-up-all = Mọi nguyện vọng của lượt thăm
arg-follow-up-assignee = Người phải làm; không nêu thì là cán bộ của lượt thăm
arg-follow-up-unassigned = Chưa giao cho ai
arg-follow-up-due = Hạn làm xong
arg-follow-up-officer = Người phải làm
arg-follow-up-outcome = Kết quả
arg-follow-up-reason = Vì sao không làm
arg-follow-up-due-overdue = Chỉ việc đã quá hạn
arg-follow-up-due-within = Chỉ việc đến hạn hôm nay hoặc trong bấy nhiêu ngày tới
arg-follow-up-due-undated = Chỉ việc chưa có hạn
arg-follow-up-due-unassigned = Chỉ việc chưa giao cho ai
arg-follow-up-due-officer = Chỉ việc của cán bộ này
arg-follow-up-due-from = Chỉ việc đến hạn từ ngày này
arg-follow-up-due-until = Chỉ việc đến hạn tới hết ngày này
arg-request-all = Cả những yêu cầu đã trả lời hoặc từ chối
arg-request-officer = Chỉ yêu cầu do cán bộ này tiếp nhận
arg-request-from = Chỉ yêu cầu tiếp nhận từ ngày này
arg-request-until = Chỉ yêu cầu tiếp nhận đến hết ngày này
arg-request-outcome = Nội dung trả lời
arg-request-linked = Hạn chế cả những hộ liên kết với hộ này
request-leaves-linked = Hộ liên kết { $id } ({ $title }) chưa bị hạn chế. Nếu cũng là hộ này, hãy ghi thêm một yêu cầu và trả lời kèm --linked.
arg-request-refused = Từ chối yêu cầu
arg-file-who = Mã hộ hoặc tên một người
arg-file-person = Đây là tên người, kể cả khi có hộ mang tên đó
arg-file-out = Ghi trang vào tệp này
arg-settle-record = Hồ sơ có xung đột
arg-settle-field = Mục có xung đột, như lệnh conflicts ghi
arg-settle-take = Lấy giá trị thứ mấy trong danh sách của lệnh conflicts
arg-settle-value = Ghi giá trị khác thay cho tất cả
arg-settle-postpone = Để sau bấy nhiêu ngày trên máy này, hoặc đến khi có giá trị mới
arg-new-set = Ghi một mục bất kỳ theo tên trong tệp trao đổi; danh sách viết bằng JSON
arg-edit-set = Ghi đè một mục theo tên trong tệp trao đổi; danh sách viết bằng JSON
arg-edit-remove = Bỏ một phần tử khỏi danh sách, như purposes=support
arg-edit-clear = Xoá trắng một mục

help-choices = { $label }: { $choices }
help-date = { $label }, như 31/01/2026
help-period = { $label }: năm, quý, tháng hoặc tuần, như 2026, 2026-Q3, 2026-11, 2026-W47
help-counts = { $label }, như households=130
help-instant = { $label }, như 14:30 hoặc "31/01/2026 14:30"; bỏ trống là bây giờ
help-reference = { $label } (mã hoặc tên)
help-statement = Ghi một { $label }; nêu nhiều lần được
help-sensitive = Đánh dấu các tin nêu trong lệnh này là kín (sức khoẻ, chuyện gia đình nghe riêng)
help-again = ; nêu nhiều lần được
help-required = {" "}(bắt buộc)

## Dùng sai

usage-unknown-option = Không có tuỳ chọn { $given }.
usage-unexpected = Không hiểu “{ $given }” ở chỗ này.
usage-unknown-command = Không có lệnh “{ $given }”.
usage-perhaps = Có phải đồng chí muốn gõ { $suggested }?
usage-value-missing = { $arg } cần một giá trị đi kèm.
usage-value = { $arg } không nhận “{ $value }”.
usage-value-of = { $arg } không nhận “{ $value }”; chỉ nhận: { $valid }.
usage-missing = Còn thiếu: { $args }.
usage-missing-command = Còn thiếu tên lệnh.
usage-twice = { $arg } chỉ nêu một lần.
usage-conflict = { $arg } không dùng cùng { $other }.
usage-number-of-values = Số giá trị đi sau { $arg } không đúng.
usage-invalid-utf8 = Có chữ không phải UTF-8 trong câu lệnh.
usage-other = Câu lệnh chưa đúng.
usage-see-help = Xem cách dùng: { $path } --help

## Mã PIN

pin-ask = Mã PIN:
pin-choose = Chọn mã PIN (ít nhất 6 ký tự; quên là không mở được sổ):
pin-again = Nhập lại mã PIN:

## Lỗi của riêng chương trình này

error-time-malformed = Không đọc được ngày giờ “{ $text }”. Xin viết như 31/01/2026, 14:30 hoặc "31/01/2026 14:30".
error-relay-address-bad = “{ $text }” không phải địa chỉ máy chủ. Xin viết như https://may-chu.example hoặc http://192.168.1.10:8080.
error-relay-cert-unreadable = Không đọc được chứng thư trong tệp { $file } ({ $reason }). Tệp cần là chứng thư dạng PEM.
error-system-certs-missing = Máy này không có chứng thư gốc nào nên không kiểm tra được máy chủ. Xin cài gói ca-certificates, hoặc nêu --relay-cert.
error-network-unusable = Không mở được kết nối mạng trên máy này ({ $reason }). Những gì đã ghi vẫn còn nguyên.
error-assignment-malformed = “{ $text }” thiếu dấu bằng. Xin viết MỤC=GIÁ_TRỊ, như note="Nhà có chó dữ".
error-field-unknown = Không có mục “{ $text }” để sửa ở loại hồ sơ này. Xem các mục trong --help.
error-log-faulty = Có nhật ký không đúng như thiết bị đã ký: các dòng sai được nêu ở trên. Xin giữ lại kết quả này và hỏi cán bộ dùng các thiết bị đó.
error-nothing-to-edit = Chưa nêu gì để sửa. Xem các mục sửa được trong --help.
error-pin-missing = Cần mã PIN để mở sổ mà không có ai để hỏi. Xin đặt biến môi trường SOTAY_PIN.
error-pin-differs = Hai lần nhập mã PIN không giống nhau, chưa lập sổ. Xin làm lại.
error-pin-unreadable = Không đọc được mã PIN từ màn hình ({ $reason }). Có thể đặt biến môi trường SOTAY_PIN.
error-home-unknown = Không biết đặt sổ ở đâu. Xin nêu --home THƯ_MỤC hoặc đặt SOTAY_HOME.
error-file-unusable = Không dùng được tệp { $file } ({ $reason }). Xin chọn chỗ khác.
reason-network = Chi tiết kỹ thuật: { $reason }
reason-certificate = Không tin được chứng thư của máy chủ ({ $reason }). Nếu đơn vị tự làm chứng thư, hãy nêu tệp của nó bằng --relay-cert.
error-output-unwritable = Không in được kết quả ({ $reason }).

## Bảng

column-id = Mã
column-safe = Lưu giữ
column-moved = Đã chuyển
column-kind = Loại
column-title = Tên
column-more = Thêm
column-at = Lúc
column-device = Thiết bị
column-officer = Cán bộ
column-roles = Vai trò
column-since = Từ lúc
column-created = Mới
column-changed = Thay đổi
column-waits = Đã chờ
column-whom = Thăm ai
column-area = Địa bàn
column-needs = Nguyện vọng
column-measure = Từ → đến
column-median = Trung vị
column-longest = Lâu nhất
column-due = Hạn
column-what = Việc
column-assignee = Người làm
column-state = Tình trạng
column-left = Còn lại
column-household = Hộ
column-person = Người yêu cầu
column-unchanged = Như cũ

safe-brief = an toàn
safe-on-relay = an toàn trên máy chủ
safe-on-device = chưa gửi
someone = người chưa rõ tên
statement = [{ $label }] { $text }
statement-from = [{ $label }] { $text } (nguồn: { $source })
statement-sensitive = { $label }, kín

list-nothing = Không có hồ sơ nào như vậy.
list-page = { $first }–{ $last } trong { $total }
list-more = { $first }–{ $last } trong { $total }; xem tiếp: --offset { $last }
new-done = Đã ghi.
edit-done = Đã sửa.
move-done = Đã chuyển “{ $title }” sang { $area }, kèm { $count } bản ghi. Cán bộ ở { $area } sẽ thấy sau lần đồng bộ tới.
move-nothing = “{ $title }” đã ở { $area } rồi.
moved-to = Hiện thuộc { $area }. Thiết bị này chỉ còn giữ những gì ghi trước khi chuyển.
edit-nothing = Không có gì thay đổi: hồ sơ đã như vậy.
submit-done = Đã nộp; cấp trên sẽ thấy sau lần đồng bộ tới.
submit-already = Lượt này đã nộp từ trước.

search-nothing = Không tìm thấy. Thử ít chữ hơn, hoặc viết không dấu.
history-first = { $at } · { $officer } · ghi lần đầu
history-line = { $at } · { $officer }
history-changed = { $before } → { $after }
history-cleared = { $before } → (xoá trắng)
history-does-not-count = { $change } (không tính: người ghi không có thẩm quyền)
history-withheld = { $change } (có phần kín; nêu lý do (--why) để xem)

conflict-here = ⚠ Xung đột: các giá trị ghi khác nhau, tất cả đều được giữ:
conflict-value = { $value } — { $officer }, { $at }
unauthorised-value = ⊘ không tính: { $value } — { $officer } ghi lúc { $at }; chỉ tính khi người ghi là: { $roles }
unauthorised-value-of-unit = ⊘ không tính: { $value } — { $officer } ghi lúc { $at }; chỉ tính khi { $unit } ghi
unauthorised-unit-above = đơn vị cấp trên
unauthorised-unit-below = đơn vị cấp dưới
unauthorised-unit-asking = đơn vị gửi phiếu chuyển
unauthorised-unit-asked = đơn vị nhận phiếu chuyển
unauthorised-cleared = (xoá trắng)
withheld = ⊝ { $count } mục kín; nêu lý do (--why) để xem
withheld-value = (kín)
conflict-heading = { $kind } { $title } · { $field } ({ $id })
conflicts-none = Không có xung đột nào.
conflicts-how = Giải quyết bằng: sotay settle MÃ MỤC --take SỐ, --value GIÁ_TRỊ hoặc --postpone SỐ_NGÀY
conflicts-postponed = Còn { $count } xung đột để sau; xem bằng --all.
conflict-before = trước đó: { $value }
conflict-postponed-until = để sau đến { $at }
review-none = Không có lượt thăm nào chờ duyệt.
review-how = Duyệt bằng: sotay review accept MÃ…, trả lại bằng: sotay review return MÃ… --note LÝ_DO
review-asks = Sẽ duyệt { $count } lượt thăm như đã ghi.
review-accepted = Đã duyệt { $count } lượt thăm.
review-returned = Đã trả lại { $count } lượt thăm; cán bộ sẽ thấy lý do khi đồng bộ.
review-changed = Có người vừa sửa những lượt này nên chưa duyệt; xin xem lại: { $ids }
review-not-waiting = Những lượt này không chờ duyệt: { $ids }
review-again = { $time } (đã sửa sau khi duyệt)
review-reopened-at = Có nội dung sửa lúc { $at } mà chưa ai duyệt: hồ sơ chờ duyệt lại
review-times-total = Tất cả
measure-answer = nộp → có kết quả
measure-correction = trả lại → nộp lại
measure-whole = nộp → duyệt xong
duration-minutes = { $count } phút
duration-hours = { $count } giờ
duration-days = { $count } ngày
follow-up-made = Đã lập { $count } việc cần làm.
follow-up-existing = Có { $count } việc đã lập từ trước, giữ nguyên.
follow-up-no-offers = Lượt thăm này không ghi nguyện vọng hay tin nào.
follow-up-none-yet = chưa lập việc
follow-up-nobody = chưa giao
follow-up-undated = chưa có hạn
follow-up-overdue = { $day }, quá hạn
follow-up-counts = Còn phải làm: { $open }. Quá hạn: { $overdue }, sắp đến hạn: { $soon }, chưa giao: { $unassigned }.
brief-heading = Trước khi thăm: { $title }
brief-visited = Thăm lần cuối
brief-last = { $at }, { $officer } ({ $count } lượt)
brief-never = chưa thăm lần nào
brief-next = Hẹn thăm lại
brief-standing = Nhu cầu thường xuyên
brief-asked = Đã nêu, chưa lập việc
brief-promised = Đã hứa
brief-referred = Đã chuyển đến
brief-no-answer = chưa trả lời
brief-settled = Đã có kết quả
request-none = Không có yêu cầu nào chờ trả lời.
request-overdue = quá hạn
request-today = hôm nay
request-left = { $count } ngày làm việc
request-answered = Đã trả lời.
request-answered-before = Yêu cầu này đã được trả lời từ trước; không thay đổi gì.
file-title = Mọi điều đang lưu
file-heading = Mọi điều đang lưu về { $title }
file-made = Lập lúc { $at }, người lập: { $officer }. Lý do: { $why }
file-rights = Người được ghi ở đây có quyền yêu cầu đính chính, hạn chế xử lý hoặc xoá, và được trả lời trong hai ngày làm việc (Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP). Những gì tìm theo tên có thể là của người trùng tên.
file-groups = Là thành viên của: { $groups }
file-restricted = Đang hạn chế xử lý: chỉ lưu giữ, không đưa vào danh sách nào.
file-recorded = { $officer } ghi lúc { $at }
file-changed = { $officer } sửa lúc { $at }: { $fields }
file-done = Trang có { $count } hồ sơ.
settle-done = { $field }: đã chọn { $value }. Các máy khác sẽ nhận khi đồng bộ.
settle-postponed = { $field }: để sau đến { $at }.

check-space = { $place }: { $documents } hồ sơ, { $changes } thay đổi trong { $packs } gói; đã đối chiếu { $compared } lần với thiết bị khác, bỏ qua { $skipped } lần vì hai bên chưa biết như nhau
check-agrees = Mọi hồ sơ khớp với các gói đã nhận, và không thiết bị nào báo khác.
check-difference = Thiết bị này nhận cùng các gói nhưng kết quả khác: ở đây { $here } hồ sơ ({ $changes-here } thay đổi), bên kia { $there } hồ sơ ({ $changes-there } thay đổi). Hồ sơ ở đây khớp với các gói.
check-difference-todo = Hãy đồng bộ, và nhờ thiết bị kia đồng bộ: thiết bị nào thiếu sẽ tự lấy lại từ các gói của mình. Nếu vẫn còn, hãy cập nhật chương trình trên cả hai thiết bị.
check-lost = Trên máy này có { $here } hồ sơ ({ $changes-here } thay đổi), trong khi các gói đã nhận có { $there } hồ sơ ({ $changes-there } thay đổi). Phần thiếu đã được lấy lại từ các gói.
check-healed = Đã khớp lại từ { $at }; không cần làm gì thêm.
suspicions-none = Không có nghi vấn nào.
suspicion-healed = Đã ổn từ { $at }; không cần làm gì thêm.
suspicion-in-unit = toàn đơn vị
suspicion-in-area = một địa bàn
suspicion-in-liaison = kênh liên đơn vị
suspicion-in-audit = nhật ký tra cứu
suspicion-pack = gói số { $number }
suspicion-packs = các gói từ số { $number } đến số { $last }
suspicion-merged = một gói gộp
suspicion-entry = mục số { $number } của danh sách thành viên
suspicion-unsigned = Gói nhận về không có chữ ký đúng của thiết bị mang tên trên gói: đã bị sửa trên đường đi hoặc do người khác làm giả. Không điều gì trong gói được tin.
suspicion-unsigned-todo = Hãy đồng bộ lại, gói sẽ được lấy lại lần nữa. Nếu vẫn còn, xin thử mạng khác và báo người quản trị máy chủ.
suspicion-unreadable = Gói có chữ ký đúng nhưng không mở được hoặc không đọc được trên thiết bị này.
suspicion-unreadable-todo = Hãy cập nhật chương trình rồi đồng bộ lại. Nếu vẫn còn, xin báo người quản trị của đơn vị.
suspicion-forged = Gói ghi lời dưới tên đồng nghiệp hoặc sửa lời của đồng nghiệp. Không điều gì trong gói được tin.
suspicion-forged-todo = Xin trao đổi với cán bộ giữ thiết bị này. Nếu nghi có người khác đang dùng, hãy kết thúc quyền truy cập bằng sotay revoke.
suspicion-incomplete = Gói gộp không chứa đủ nội dung của các gói mà nó thay thế. Không điều gì trong gói được tin.
suspicion-incomplete-todo = Hãy đồng bộ lại: các gói gốc sẽ được lấy về. Nếu vẫn còn, xin nhập tệp mang hộ của người đang có các gói ấy và báo chỉ huy.
suspicion-forked = Thiết bị này đã gửi hai gói khác nhau mang cùng một số: máy đã bị đưa về bản cũ, hoặc có người khác dùng khoá của máy. Nội dung của cả hai gói đều được tính; chỗ nào khác nhau thì hiện là xung đột.
suspicion-forked-todo = Xin hỏi cán bộ giữ máy xem máy có được khôi phục từ bản sao không. Nếu không, hãy kết thúc quyền truy cập bằng sotay revoke.
suspicion-broken-chain = Gói không nối tiếp gói trước của cùng thiết bị. Nội dung của gói vẫn được tính.
suspicion-broken-chain-todo = Xin hỏi cán bộ giữ máy xem máy có được khôi phục từ bản sao không. Nếu không, hãy kết thúc quyền truy cập bằng sotay revoke.
suspicion-withheld = Chính máy chủ cho biết có gói này nhưng đã bỏ sót khi trả lời.
suspicion-withheld-todo = Hãy đồng bộ lại, gói sẽ được hỏi lại lần nữa. Nếu vẫn còn, xin nhập tệp mang hộ của đồng nghiệp và báo người quản trị máy chủ.
suspicion-unkept = Máy chủ đã ký xác nhận lưu giữ gói này nhưng nay không còn.
suspicion-unkept-todo = Hãy đồng bộ lại, thiết bị này sẽ gửi trả gói. Xin báo người quản trị máy chủ.
suspicion-missing = Các gói sau cho thấy thiết bị này còn gói trước đó, nhưng cả máy chủ lẫn thiết bị này đều không có.
suspicion-missing-todo = Xin nhờ cán bộ giữ thiết bị ấy đồng bộ, hoặc nhập tệp mang hộ của người đang có.
suspicion-ledger-forked = Có hai lịch sử thành viên khác nhau, đều do thành viên ký, như khi máy chủ bị đưa về bản cũ. Lịch sử trên máy chủ được dùng; những gì lịch sử kia đã quyết định sẽ tự được quyết định lại, nếu người ký vẫn còn quyền.
suspicion-ledger-forked-todo = Hãy đồng bộ và nhờ người quản trị của đơn vị đồng bộ. Nếu vẫn còn, xin so sánh sotay devices với đồng nghiệp và quyết định lại những gì còn thiếu.
suspicion-ledger-refused = Một mục về thành viên không nối tiếp các mục trước, hoặc không do người có quyền ký. Mục ấy không được tin.
suspicion-ledger-refused-todo = Hãy đồng bộ lại. Nếu vẫn còn, xin thử mạng khác và báo người quản trị máy chủ.

status-last-sync = Đồng bộ lần cuối: { $at }
status-never = chưa lần nào
status-unsent =
    { $count ->
        [0] Mọi hồ sơ đều an toàn trên máy chủ.
       *[other] { $count } hồ sơ chưa gửi; chúng nằm trên thiết bị này cho tới lần đồng bộ tới.
    }
status-kept-back = Có { $count } hồ sơ không gửi được: vai trò của đồng chí đã đổi và ở đó chỉ còn được xem. Hồ sơ vẫn nằm trên thiết bị này cho tới khi đồng chí được ghi lại ở đó; xin báo người quản trị của đơn vị.
status-by-hand = Có { $count } hồ sơ nhận qua tệp mang hộ mà máy chủ chưa có; lần đồng bộ tới sẽ gửi lên.
status-conflicts =
    { $count ->
        [0] Không có xung đột nào.
       *[other] { $count } xung đột cần người xem: sotay conflicts
    }
status-late = Có { $count } gói gửi đến sau khi người ghi hết quyền, chờ đồng chí duyệt: sotay escrow list
status-returned = Có { $count } lượt thăm được trả lại để đồng chí sửa: sotay visit list --status returned
status-to-review = Có { $count } lượt thăm chờ đồng chí duyệt: sotay review
status-requests = Có { $count } yêu cầu của người dân chờ trả lời: sotay request list
status-requests-overdue = Trong đó { $count } yêu cầu đã quá hạn.
status-unsent-ledger = { $count } thay đổi về thành viên (mã mời…) chưa tới máy chủ; có hiệu lực sau lần đồng bộ tới.
status-suspicions = Có { $count } điều nghi vấn: sotay suspicions
status-differences = Có { $count } chỗ hồ sơ khác với thiết bị khác: sotay check
status-expiring = Trong 30 ngày tới có { $count } hồ sơ hết thời hạn lưu theo quy định của đơn vị và sẽ bị xoá; hồ sơ đến hạn hôm nay: sotay retention
status-clock-slow = Đồng hồ thiết bị này chậm { $minutes } phút so với máy chủ; nên chỉnh lại.
status-clock-fast = Đồng hồ thiết bị này nhanh { $minutes } phút so với máy chủ; nên chỉnh lại.

## Máy chủ

sync-connecting = Đang nối máy chủ…
sync-progress = Gửi { $pushed }, còn { $waiting } · Nhận { $pulled }, còn { $to_pull } · { $documents } hồ sơ mới · ↑ { $up } ↓ { $down }
sync-done = Đã đồng bộ: gửi { $pushed } gói, nhận { $pulled } gói, { $documents } hồ sơ thay đổi (↑ { $up } ↓ { $down }, { $requests } lượt hỏi, { $seconds } giây).
sync-all-safe = Mọi hồ sơ đều an toàn trên máy chủ.
sync-unsent = Còn { $unsent } hồ sơ chưa gửi được; xin đồng bộ lại.
sync-kept-back = Có { $kept } hồ sơ không gửi được: vai trò của đồng chí đã đổi và ở đó chỉ còn được xem. Hồ sơ vẫn nằm trên thiết bị này cho tới khi đồng chí được ghi lại ở đó; xin báo người quản trị của đơn vị.
sync-erased = Đã xoá { $erased } hồ sơ hết thời hạn lưu theo quy định của đơn vị, tại đây và trên mọi thiết bị: sotay erasures
sync-newer = Tại { $newer } địa bàn có dữ liệu do chương trình mới hơn ghi. Xin cập nhật chương trình rồi đồng bộ lại; không có gì bị mất, và những gì đồng chí ghi vẫn được gửi đi.

## Đơn vị

init-done = Đã lập sổ của đơn vị.
init-offline = Chưa liên lạc được với máy chủ. Sổ dùng được ngay; lần đầu có mạng xin chạy: sotay sync. Sau đó mới mời được người khác.
join-done = Thiết bị này đã vào đơn vị.
me-unit = Đơn vị
me-officer = Cán bộ
me-roles = Vai trò
me-areas = Địa bàn
me-device = Thiết bị
me-relay = Máy chủ
invite-done = Mã mời của { $officer }:
invite-expires = Dùng một lần, đến { $at }.
invite-how = Trên thiết bị mới: sotay join MÃ. Ai có mã này sẽ đọc được sổ; xin đưa tận tay.
invite-offline = Chưa liên lạc được với máy chủ: mã chỉ có hiệu lực sau khi thiết bị này đồng bộ (sotay sync).
device-this = { $device } (máy này)
device-ended = { $device } (đã hết quyền truy cập)
device-invited = (đang chờ vào)
invite-until = mã dùng đến { $at }

## Tệp

import-working = Đang nhập
import-left = Đã bỏ lại { $count } dòng hỏng:
export-done = Đã xuất { $count } hồ sơ ({ $kind }) ra { $file }.
rebuild-working = Đang dựng lại
rebuild-done = Đã dựng lại các bảng tra cứu từ { $count } hồ sơ.

# Tệp mang hộ
about-courier = Trao đổi bằng tệp mang tay (.sotay) khi không có mạng
about-courier-export = Ghi ra tệp những gì thiết bị khác hoặc máy chủ còn thiếu
about-courier-import = Nhận một hoặc nhiều tệp mang hộ
about-courier-status = Xem những gì đang mang hộ cho đơn vị khác
about-courier-drop = Bỏ những gì đang mang hộ cho đơn vị khác
arg-courier-file = Tệp .sotay
arg-courier-unsent = Chỉ những gì máy chủ chưa xác nhận
arg-courier-answering = Bỏ qua những gì bên kia đã có, theo tệp họ gửi (dùng được nhiều lần)
arg-courier-max-size = Chia thành nhiều tệp, mỗi tệp không quá chừng này megabyte
value-megabytes = MB
examples-sotay-courier-export =
    sotay courier export hoa-binh.sotay
    sotay courier export tra-loi.sotay --answering hoa-binh.sotay
    sotay courier export gui-ve.sotay --unsent --max-size 10
courier-working = Đang nhận tệp mang hộ
courier-exported = Đã ghi { $packs } gói ({ $bytes }) ra { $files }. Dữ liệu trong tệp đã được niêm phong; ai cũng có thể mang hộ.
courier-imported = { $file }: { $packs } gói mới, { $records } hồ sơ thay đổi, { $known } gói đã có, { $acknowledged } gói được máy chủ xác nhận.
courier-carries = Thiết bị này mang hộ thêm { $carried } mục của đơn vị khác; lần ghi tệp sau sẽ kèm theo.
courier-newer = { $newer } mục do chương trình mới hơn ghi nên chưa nhập. Đồng chí hãy cập nhật chương trình rồi nhập lại tệp này.
courier-set-aside = { $aside } gói không kiểm tra được nên để riêng, không nhập. Hãy báo người quản trị.
courier-waits = Còn thiếu một tệp trước đó. Hãy nhận tệp còn thiếu rồi nhận lại tệp này.
courier-cut = Tệp bị cắt ngang; phần nguyên vẹn đã được nhận. Hãy chép lại tệp rồi nhận lại, không có gì bị nhận hai lần.
courier-more = Còn tệp tiếp theo của bộ này.
courier-cargo = Đang mang hộ { $carried } mục ({ $bytes }) của đơn vị khác.
courier-dropped = Đã bỏ { $carried } mục mang hộ.

# Việc gửi đến sau khi hết quyền truy cập
about-escrow = Ghi chép gửi đến sau khi thiết bị hết quyền truy cập: xem, chấp nhận hoặc từ chối
about-escrow-list = Xem những gì đang chờ duyệt và đã duyệt
about-escrow-show = Xem toàn bộ nội dung một gói
about-escrow-accept = Chấp nhận cả gói hoặc một số hồ sơ; tên người ghi giữ nguyên
about-escrow-reject = Từ chối một gói; nội dung vẫn xem được
about-escrow-own = Xem kết quả duyệt ghi chép gửi muộn của thiết bị này
arg-escrow-pack = Tên gói, như trong `escrow list`
arg-escrow-only = Chỉ chấp nhận hồ sơ này của gói, phần còn lại bị từ chối; nêu nhiều lần được
value-pack = GÓI
examples-sotay-escrow =
    sotay escrow list
    sotay escrow show 3f9a12c4-77ab-4
    sotay escrow accept 3f9a12c4-77ab-4 --only 5c1e
column-pack = Gói
column-records = Hồ sơ
column-verdict = Kết quả
verdict-waits = chờ duyệt
verdict-accepted = đã chấp nhận
verdict-accepted-in-part = đã chấp nhận một phần
verdict-rejected = đã từ chối
escrow-none = Không có gì gửi đến từ thiết bị đã hết quyền truy cập.
escrow-how = Xem một gói: sotay escrow show GÓI
escrow-heading = Gói { $pack } của { $officer }, { $place }
escrow-next = Duyệt: sotay escrow accept { $pack } (thêm --only MÃ để chấp nhận một phần), hoặc sotay escrow reject { $pack }
escrow-counts = Đã chấp nhận
escrow-does-not-count = Đã từ chối
escrow-upon = Đã ghi tiếp ở địa bàn kia; chỉ tính nếu phần này được chấp nhận:
escrow-accepted-done = Đã chấp nhận. Tên người ghi vẫn giữ nguyên.
escrow-accepted-only-done = Đã chấp nhận những hồ sơ được nêu; phần còn lại của gói bị từ chối. Tên người ghi vẫn giữ nguyên.
escrow-rejected-done = Đã từ chối. Nội dung vẫn xem được trong danh sách này.
escrow-own-none = Thiết bị này không có ghi chép gửi muộn.
status-access-ended = Quyền truy cập của thiết bị này đã kết thúc và hồ sơ của đơn vị không còn trên máy. Xem kết quả duyệt những gì gửi muộn: sotay escrow own
device-paper = { $device } mã khôi phục (giấy)

# Ai ở đâu trong đơn vị
about-revoke = Chấm dứt quyền truy cập của một thiết bị hoặc của một cán bộ
about-role = Đổi vai trò của một cán bộ
about-reassign = Chuyển cán bộ sang địa bàn khác, hoặc thêm, bớt một địa bàn
about-recovery = Mã khôi phục của đơn vị (in ra giấy, cất trong két)
about-recovery-new = Tạo mã khôi phục mới; mã cũ hết hiệu lực
about-recover = Khôi phục quyền quản trị trên thiết bị này bằng mã khôi phục
arg-revoke-who = Mã thiết bị (hoặc phần đầu của mã), hay tên cán bộ
arg-yes = Làm ngay, không hỏi lại
arg-role-officer = Tên hoặc mã của cán bộ
arg-role-role = Vai trò mới, một hoặc nhiều
arg-reassign-officer = Tên hoặc mã của cán bộ
arg-reassign-from = Địa bàn cũ
arg-reassign-to = Địa bàn mới
arg-move-to = Địa bàn chuyển đến
arg-recover-code = Mã khôi phục, bắt đầu bằng SOTAYR1-
value-device-or-officer = THIẾT_BỊ|CÁN_BỘ
examples-sotay-revoke =
    sotay revoke "Lê Thị Cúc"
    sotay revoke 3f9a12
examples-sotay-reassign =
    sotay reassign "Lê Thị Cúc" --from "Tổ 1" --to "Tổ 4"
column-space = Nơi
column-change = Thay đổi
space-unit = Cả đơn vị
space-liaison = Kênh liên đơn vị
space-audit = Nhật ký tra cứu
space-area = Địa bàn
change-joins = vào: { $roles }
change-becomes = vai trò: { $roles }
change-leaves = hết quyền truy cập
confirm-how = [c/K]
confirm-yes = c
confirm-no = Chưa làm gì cả.
confirm-needs-yes = Việc này cần xác nhận: hãy thêm --yes.
revoke-asks = Chấm dứt quyền truy cập như trên? Những gì thiết bị chưa gửi sẽ chờ cán bộ phụ trách duyệt.
revoke-done = Đã chấm dứt quyền truy cập và đổi khoá cho những người ở lại.
role-asks = Đổi vai trò như trên?
role-done = Đã đổi vai trò.
reassign-asks = Chuyển địa bàn như trên?
reassign-done = Đã chuyển địa bàn.
reassign-nowhere = Hãy cho biết địa bàn: --from, --to hoặc cả hai.
membership-offline = Chưa liên lạc được với máy chủ; thay đổi sẽ có hiệu lực ở lần đồng bộ sau.
recovery-replaces = Đơn vị đã có mã khôi phục; mã cũ sẽ hết hiệu lực. Tạo mã mới?
recovery-keep = Mã khôi phục của đơn vị, chỉ hiện một lần. Hãy in hoặc chép ra giấy, cất trong két và không lưu trên máy; ai có mã này sẽ có toàn quyền quản trị:
recover-waits = Đã nhận mã khôi phục, nhưng chưa gặp được máy chủ. Quyền quản trị có hiệu lực sau lần đồng bộ đầu tiên: sotay sync
recover-done = Đã khôi phục quyền quản trị. Tiếp theo: mời thiết bị mới cho cán bộ quản trị, chấm dứt quyền truy cập của thiết bị đã mất (`sotay revoke`), rồi tạo mã khôi phục mới bằng `sotay recovery new`.

## Trông nom đơn vị

value-retention = LOẠI=NGÀY

about-policy = Xem hoặc đặt quy định chung cho mọi thiết bị: thời hạn dùng, khoá máy, thời gian lưu hồ sơ
about-audit = Nhật ký tra cứu: ai đã xem gì, lúc nào, vì sao
about-audit-log = Đọc nhật ký tra cứu mà thiết bị này được phép đọc
about-audit-verify = Kiểm tra mọi nhật ký tra cứu: thiếu, bị sửa, bị rẽ nhánh
about-unlock-code = Xem mã mở khoá thiết bị của một cán bộ
about-unlock = Mở thiết bị bị khoá bằng mã mở khoá và đặt mã PIN mới

arg-policy-lease-days = Số ngày thiết bị được dùng mà không liên lạc với máy chủ (0: không giới hạn)
arg-policy-wrong-pins = Số lần sai mã PIN trước khi thiết bị đòi mã mở khoá (0: không khoá)
arg-policy-retain = Số ngày lưu lượt thăm, buổi sinh hoạt, việc cần làm hoặc phiếu chuyển (0: lưu mãi); có thể ghi nhiều lần
arg-audit-device = Chỉ của thiết bị này (mã thiết bị hoặc phần đầu của mã)
arg-audit-officer = Chỉ của các thiết bị của cán bộ này
arg-audit-subject = Chỉ các dòng về hồ sơ này (mã hoặc tên)
arg-audit-since = Chỉ từ ngày này trở đi
arg-audit-limit = Nhiều nhất bấy nhiêu dòng (trên màn hình là 50 nếu không ghi)
arg-audit-offset = Bỏ qua bấy nhiêu dòng đầu
arg-handout-device = Thiết bị (mã hoặc phần đầu của mã) hoặc tên cán bộ
arg-unlock-code = Mã mở khoá, bắt đầu từ SOTAYU1-
arg-why = Lý do xem hồ sơ; được ghi vào nhật ký tra cứu (tối đa 200 ký tự)

column-act = Việc
column-subject = Về
column-count = Số lượng
column-why = Lý do

act-open = mở xem
act-search = tìm kiếm
act-list = liệt kê
act-export = xuất
act-print = in
act-merge = liên kết hồ sơ
act-erase = xoá
act-erased-here = đã xoá trên thiết bị này
act-unlock = mở khoá
act-unlock-code = đọc mã mở khoá
act-wrong-pins = sai mã PIN
act-audit = đọc nhật ký
act-compare = so hồ sơ trùng
act-separate = tách hồ sơ đã liên kết
act-unknown = việc của phiên bản mới hơn

audit-nothing = Không có dòng nào như vậy.
audit-shown = { $shown } trong số { $total } dòng.
audit-sound = { $device } { $officer }: { $count } dòng, đều nguyên vẹn; dòng cuối lúc { $last }.
audit-nobody = (không của cán bộ nào)
audit-silent = { $device } { $officer }: chưa có dòng nào ở đây.
audit-faulty = { $device } { $officer }: { $count } dòng, có chỗ sai.
audit-forked = { $device } { $officer }: { $count } dòng, nhật ký có nhiều nhánh.
audit-branch = Nhánh từ dòng { $first } đến dòng { $last }, ghi từ { $began } đến { $ended }.
audit-fault-gap = Thiếu các dòng từ dòng { $line }.
audit-fault-edited = Dòng { $line } đã bị sửa: không khớp với những gì thiết bị đã ký.
audit-fault-fork = Có hai dòng { $line }: từ đây nhật ký chia nhánh, như khi điện thoại bị sao chép hoặc được khôi phục từ bản sao. Nhánh nào cũng được giữ.
audit-fault-tail-missing = Dòng { $line } và các dòng sau đã được thiết bị ký nhưng không có ở đây.
audit-fault-unsigned = Dòng { $line } không nằm trong gói nào mà thiết bị đã ký.

policy-lease = Được dùng khi không liên lạc với máy chủ
policy-pins = Khoá sau số lần sai mã PIN
policy-kept = { $kind }: lưu trong
policy-days = { $count } ngày
policy-tries = { $count }
policy-none = không giới hạn
policy-no-norm = chưa đặt
policy-offline = Chưa liên lạc được với máy chủ. Quy định đã được giữ lại và sẽ gửi đi ở lần đồng bộ tới.
policy-retain-wrong = “{ $text }” không phải là loại hồ sơ và số ngày. Hãy ghi LOẠI=NGÀY, ví dụ visits=1825.
policy-goes = Theo quy định này, những hồ sơ sau đã hết thời hạn lưu và sẽ bị xoá trong lần đồng bộ tới, tại đây, trên máy chủ và trên mọi thiết bị:
policy-goes-elsewhere = Thiết bị này không phụ trách mọi địa bàn: ở các địa bàn khác có thể còn hồ sơ bị xoá mà ở đây không đếm được.
policy-asks = Đặt quy định này? Hồ sơ đã xoá thì không ai khôi phục được.
column-oldest = Cũ nhất

unlock-code-of = Mã mở khoá thiết bị { $device } của { $officer }:
unlock-code-how = Hãy chắc chắn đang nói chuyện với đúng người rồi mới đọc mã. Trên thiết bị: sotay unlock MÃ. Mã chỉ dùng được một lần.
unlock-done = Đã mở khoá. Từ giờ dùng mã PIN mới; hãy sớm đồng bộ để cán bộ phụ trách có mã kế tiếp.
status-lease = Thiết bị này dùng được đến { $at } mà không cần liên lạc với máy chủ.

# Xoá
about-erase = Xoá vĩnh viễn hồ sơ, trên máy chủ và trên mọi thiết bị
about-erasures = Những gì đã xoá, vì sao, và thiết bị nào đã xoá xong
about-retention = Hồ sơ quá thời hạn lưu theo quy định của đơn vị
arg-erase-record = Mã, số hiệu hoặc tên hồ sơ, một hoặc nhiều; những gì thuộc về hồ sơ cũng bị xoá
arg-erase-reason = Lý do: request (người dân yêu cầu), retention (hết thời hạn lưu), mistake (ghi nhầm), order (theo lệnh cơ quan có thẩm quyền)
arg-retention-apply = Xoá ngay; nếu không, lần đồng bộ của người có quyền xoá sẽ làm
value-reason = LÝ_DO
examples-sotay-erase =
    sotay erase HB-014 --reason request
arg-erase-linked = Xoá cả những hồ sơ liên kết với chúng
erase-leaves-linked = Hồ sơ liên kết { $id } ({ $title }) vẫn giữ lại; thêm --linked để xoá cùng.
erase-asks = Xoá vĩnh viễn tất cả những mục trên, ở mọi nơi? Không ai có thể khôi phục lại.
erase-done = Đã xoá trên thiết bị này và trên máy chủ. Các thiết bị khác sẽ xoá khi đồng bộ: xem `sotay erasures`.
erase-offline = Chưa liên lạc được với máy chủ; hồ sơ sẽ được xoá ở lần đồng bộ sau.
retention-none = Không có hồ sơ nào quá thời hạn lưu.
retention-how = Xoá bằng `sotay retention --apply`, hoặc để lần đồng bộ sau tự xoá.
column-when = Lúc
column-by = Người xoá
column-relay = Máy chủ đã xoá
column-devices = Thiết bị
erasures-devices = { $done } trên { $all }
erasures-not-known = ở đây không biết được
escrow-waits-for-others = của chính đồng chí: cán bộ khác duyệt
escrow-judged-by-author = do chính người ghi duyệt
erasures-waits = chưa xong: { $officer } ({ $device })
erasures-left = chưa báo: { $officer } ({ $device }), đã hết quyền truy cập; bản trên máy ấy mất khi máy gặp máy chủ
reason-request = người dân yêu cầu
reason-retention = hết thời hạn lưu
reason-mistake = ghi nhầm
reason-order = theo lệnh cơ quan có thẩm quyền

## Hồ sơ trùng

about-duplicates = Tìm những hồ sơ có thể là của cùng một hộ, cơ sở hoặc tổ, kèm lý do
arg-duplicates-id = Chỉ những hồ sơ giống hồ sơ này; để trống thì rà cả sổ
arg-duplicates-kind = Loại hồ sơ: household (hộ, mặc định), establishment (cơ sở) hoặc group (tổ)
arg-duplicates-officer = Chỉ cặp có hồ sơ do cán bộ này lập
arg-duplicates-from = Chỉ cặp có hồ sơ sau lập từ ngày này
arg-duplicates-until = Chỉ cặp có hồ sơ sau lập đến hết ngày này
examples-sotay-duplicates =
    sotay duplicates --area "Tổ dân phố 1"
    sotay duplicates H-0012

duplicates-none = Không thấy hồ sơ nào có vẻ trùng nhau.
duplicates-hint = Có thể sổ đã có hồ sơ này rồi, xin xem lại:
duplicates-likely = Rất có thể trùng
duplicates-possible = Có thể trùng
duplicates-against = Điểm khác: { $reasons }

reason-same-name = cùng tên chủ hộ
reason-same-name-without-marks = cùng tên chủ hộ khi bỏ dấu
reason-name-abbreviated = cùng tên chủ hộ, một bên viết tắt
reason-name-reordered = cùng tên chủ hộ, khác thứ tự
reason-name-shortened = tên chủ hộ giống nhau, một bên viết thiếu
reason-name-respelt = tên chủ hộ khác một chữ ở họ hoặc tên đệm
reason-name-other-marks = tên chủ hộ khác dấu
reason-name-one-letter = tên chủ hộ khác một chữ cái
reason-name-of-kin = cùng họ và tên đệm, khác tên
reason-other-name = khác tên chủ hộ
reason-same-title = cùng tên
reason-title-other-form = cùng tên riêng, gọi khác loại hình
reason-title-respelt = tên khác một chữ
reason-title-partial = tên giống nhau, một bên viết thiếu
reason-title-other-number = cùng tên, khác số
reason-other-title = khác tên
reason-same-person = cùng người phụ trách
reason-same-person-without-marks = cùng người phụ trách khi bỏ dấu
reason-person-abbreviated = cùng người phụ trách, một bên viết tắt
reason-person-reordered = cùng người phụ trách, khác thứ tự tên
reason-person-shortened = tên người phụ trách giống nhau, một bên viết thiếu
reason-person-respelt = tên người phụ trách khác một chữ ở họ hoặc tên đệm
reason-person-other-marks = tên người phụ trách khác dấu
reason-person-one-letter = tên người phụ trách khác một chữ cái
reason-other-person = khác người phụ trách
reason-same-phone = cùng số điện thoại
reason-phone-one-digit = số điện thoại khác một chữ số
reason-other-phone = khác số điện thoại
reason-same-address = cùng địa chỉ
reason-address-respelt = cùng số nhà, tên đường khác một chữ
reason-address-partial = địa chỉ khớp nhau, một bên viết thiếu
reason-same-street = cùng đường, khác số nhà
reason-other-address = khác địa chỉ
reason-same-place = vị trí cách nhau { $number } m
reason-near = vị trí cách nhau { $number } m
reason-around = vị trí cách nhau { $number } m
reason-far = vị trí cách nhau { $number } m
reason-same-class = cùng loại
reason-other-class = khác loại
reason-common-members = chung { $number } hộ thành viên
reason-no-common-members = không chung hộ thành viên nào
reason-same-area = cùng địa bàn
reason-other-area = khác địa bàn

## Liên kết hồ sơ trùng

about-link = Liên kết những hồ sơ của cùng một hộ, cơ sở hoặc tổ, với một hồ sơ chính
arg-link-leading = Hồ sơ chính
arg-link-other = Những hồ sơ đi theo hồ sơ chính
arg-link-plan = Chỉ cho biết sẽ liên kết những gì, không ghi
about-unlink = Tách một hồ sơ khỏi hồ sơ chính; những gì đã ghi vẫn ở đúng hồ sơ
arg-unlink-record = Hồ sơ đi theo, cần tách ra
about-unlike = Xác nhận hai hồ sơ giống nhau nhưng không phải là một, để không báo trùng nữa
arg-unlike-first = Hồ sơ thứ nhất
arg-unlike-second = Hồ sơ thứ hai
arg-unlike-undo = Bỏ xác nhận này
examples-sotay-link =
    sotay link H-0012 H-0013
    sotay unlink H-0013
    sotay unlike H-0012 H-0044

linked-record = { $title } ({ $id })
linked-says-the-same = không ghi gì khác hồ sơ chính
link-done = Đã liên kết. Hồ sơ chính: { $title }. Cùng xem: { $visits } lượt thăm, { $meetings } buổi sinh hoạt, { $follow-ups } việc cần làm.
link-plan = Chưa ghi gì. Hồ sơ chính sẽ là { $title }. Sẽ cùng xem: { $visits } lượt thăm, { $meetings } buổi sinh hoạt, { $follow-ups } việc cần làm.
link-nothing = Những hồ sơ này đã liên kết với { $title } từ trước.
unlink-done = Đã tách { $title } khỏi { $from }.
unlink-done-elsewhere = Đã tách { $title } khỏi hồ sơ không có trên máy này.
unlike-done = Đã ghi: { $first } và { $second } không phải là một. Hai hồ sơ này không bị báo trùng nữa.
unlike-undone = Đã bỏ xác nhận: { $first } và { $second } lại có thể bị báo trùng.
unlike-nothing = Không có gì thay đổi với { $first } và { $second }.
linked-heading = Hồ sơ liên kết, và những gì ghi khác hồ sơ chính
linked-beyond-elsewhere = Hồ sơ này liên kết với một hồ sơ ở địa bàn khác, không có trên máy này.
linked-beyond-erased = Hồ sơ mà hồ sơ này liên kết tới đã được xoá.
follows = → { $title } ({ $id })
show-follows = { $title } ({ $id }) đi theo hồ sơ chính { $leading } ({ $leading-id }), hiện dưới đây. Xem riêng: --alone
edit-follows = Thay đổi nằm ở { $title } ({ $id }). Hồ sơ này đi theo hồ sơ chính { $leading } ({ $leading-id }).

## Tổ tự quản, công nhận, tập huấn, tài liệu

about-groups = Có bao nhiêu tổ, câu lạc bộ, vận động được bao nhiêu hộ, tổ nào đang lơi dần
about-groups-register = Đếm tổ, câu lạc bộ: toàn đơn vị, từng địa bàn, từng mô hình
about-groups-list = Liệt kê tổ, câu lạc bộ, hoặc chỉ những tổ đang lơi dần
about-assess = Ghi đánh giá của mình về một tổ trong một kỳ; ghi lần nữa là sửa lại
about-assessments = Xem các đánh giá, và chỗ những người đánh giá không thống nhất
about-group-merge = Sáp nhập một tổ vào tổ khác; cả hai giữ nguyên lịch sử
about-model-stop = Ngừng một mô hình; các tổ theo mô hình ấy được giải thể
about-model-merge = Sáp nhập một mô hình vào mô hình khác; các tổ chuyển theo
about-survey-submit = Nộp phiếu điều tra cơ bản cho cán bộ phụ trách
about-survey-return = Trả lại phiếu đã gửi, kèm lý do
about-survey-approve = Phê duyệt phiếu đã gửi
about-recognise = Ghi một cơ sở được công nhận đạt tiêu chuẩn an toàn trong năm, hoặc đã đăng ký
about-recognitions = Xem cơ sở nào đăng ký trong năm, bao nhiêu cơ sở được công nhận
about-trainings = Tổng hợp tập huấn: chuyên đề, ai tham dự
about-materials = Tổng hợp tài liệu: in bao nhiêu bản, ai đã phát bao nhiêu

arg-groups-officer = Chỉ các địa bàn của cán bộ này
arg-groups-from = Đếm buổi sinh hoạt từ ngày này
arg-groups-until = Đếm buổi sinh hoạt đến hết ngày này
arg-groups-model = Chỉ mô hình này: mã hoặc tên
arg-groups-status = Chỉ tình trạng này: active (tốt), weak (yếu), merged (đã sáp nhập), dissolved (đã giải thể)
arg-groups-no-meeting = Chỉ tổ không sinh hoạt từ bấy nhiêu ngày
arg-groups-fewer-than = Chỉ tổ có ít hộ tham gia hơn số này
arg-groups-unassessed = Chỉ tổ chưa ai đánh giá trong kỳ này
arg-group-into = Tổ sẽ đứng tên sau khi sáp nhập
arg-model-id = Mô hình: mã, tên hoặc phần đầu mã hồ sơ
arg-model-into = Mô hình nhận sáp nhập: mã, tên hoặc phần đầu mã hồ sơ
arg-survey-note = Lời gửi người lập phiếu
arg-assess-group = Tổ: tên hoặc phần đầu mã hồ sơ
arg-assess-period = Kỳ, như 2026, 2026-Q3, 2026-11
arg-assess-criterion = Điểm trên 100 của một tiêu chí, như "sinh hoạt đều=90"; nêu nhiều lần được
arg-assess-result = Xếp loại: excellent (xuất sắc), good (tốt), fair (khá), weak (yếu)
arg-recommend = Đề nghị: keep (giữ nguyên), strengthen (củng cố), merge (sáp nhập), dissolve (giải thể), commend (khen thưởng)
arg-assess-note = Lý do
arg-assessments-officer = Chỉ tổ do cán bộ này đánh giá
arg-assessments-from = Chỉ các kỳ bắt đầu từ ngày này
arg-assessments-until = Chỉ các kỳ bắt đầu đến hết ngày này
arg-assessments-period = Chỉ kỳ này
arg-assessments-group = Chỉ tổ này và các tổ đã sáp nhập vào
arg-assessments-recommend = Chỉ tổ có người đề nghị: keep (giữ nguyên), strengthen (củng cố), merge (sáp nhập), dissolve (giải thể), commend (khen thưởng)
arg-assessments-disagreeing = Chỉ tổ mà những người đánh giá không thống nhất
arg-recognise-establishment = Cơ sở: tên hoặc phần đầu mã hồ sơ
arg-year = Năm
arg-recognise-registered = Mới đăng ký; không nêu là đã được công nhận
arg-recognitions-officer = Chỉ các địa bàn của cán bộ này
arg-recognitions-waiting = Chỉ cơ sở chưa được công nhận
arg-trainings-officer = Chỉ đợt tập huấn mà cán bộ này dự
arg-materials-officer = Chỉ phần cán bộ này phát
arg-materials-area = Chỉ phần phát ở địa bàn này

column-model = Mô hình
column-groups = Số tổ
column-group = Tổ, câu lạc bộ
column-active = Tốt
column-weak = Yếu
column-merged = Sáp nhập
column-dissolved = Giải thể
column-member-households = Hộ tham gia
column-households = Số hộ
column-share = Tỷ lệ
column-meetings = Sinh hoạt
column-last-meeting = Sinh hoạt gần nhất
column-period = Kỳ
column-reviewer = Người đánh giá
column-result = Xếp loại
column-recommendation = Đề nghị
column-agreement = Ý kiến
column-establishment = Cơ sở
column-stage = Mức
column-topic = Chuyên đề
column-trainings = Số đợt
column-officers = Số cán bộ
column-material = Tài liệu
column-printed = Đã in
column-handed-out = Đã phát

all-areas = Tất cả địa bàn
all-models = Tất cả mô hình
model-none = (không theo mô hình)
never-met = chưa có
groups-covered = { $groups } tổ đang hoạt động, { $covered } trên { $households } hộ tham gia.
reviewers-agree = thống nhất
reviewers-disagree = khác nhau
assess-done = Đã ghi đánh giá.
group-merge-plan = Sẽ sáp nhập “{ $name }” vào “{ $into }”: thêm { $count } hộ tham gia, từ đó buổi sinh hoạt của cả hai được xem chung.
group-merge-asks = Sáp nhập như trên?
group-merge-done = Đã sáp nhập.
model-stop-plan = Sẽ ngừng “{ $name }”, { $count } tổ theo mô hình này được giải thể:
model-merge-plan = Sẽ sáp nhập “{ $name }” vào “{ $into }”, { $count } tổ chuyển theo:
model-left = { $count } tổ ở những địa bàn mà thiết bị này không được ghi, nên giữ nguyên:
model-end-asks = Làm như trên?
model-end-done = Đã xong.
survey-return-done = Đã trả lại; người lập phiếu sẽ thấy sau lần đồng bộ tới.
survey-approve-done = Đã phê duyệt.
survey-submit-already = Phiếu này đã nộp từ trước.
recognise-done = Đã ghi: { $title }, { $stage } năm { $year }.
recognise-already = Đã ghi từ trước: { $title }, { $stage } năm { $year }.
recognitions-of = Năm { $year }: { $recognised } trên { $registered } cơ sở đăng ký được công nhận.
trainings-of = { $trainings } đợt tập huấn về { $topics } chuyên đề; { $officers } cán bộ dự, cùng { $others } người khác.
materials-of = Đã in { $printed } bản, đã phát { $handed_out } bản.
## Độ phủ, khối lượng, kế hoạch trong ngày, chỉ huy xuống địa bàn

about-coverage = Xem hộ nào lâu chưa được thăm: hộ có việc quá hạn, việc chưa xong, khó khăn lâu dài đứng trước
about-coverage-due = Xem hộ nào đã đến hẹn hoặc sắp đến hẹn thăm
about-coverage-summary = Xem độ phủ của từng địa bàn, từng cán bộ
arg-coverage-days = Số ngày từ lượt thăm gần nhất (mặc định 90)
arg-due-days = Đến hẹn trong bao nhiêu ngày tới (mặc định 7)
arg-sheet-format = In ra dạng bảng (table, mặc định) hoặc csv
examples-sotay-coverage =
    sotay coverage --area "Tổ dân phố 1" --days 60
    sotay coverage due
    sotay coverage summary --format csv

coverage-none = Không có hộ nào như vậy.
coverage-last-visit = Thăm gần nhất
coverage-days = Số ngày
coverage-next-due = Hẹn thăm
coverage-open = Việc chưa xong
coverage-first-due = Hạn sớm nhất
coverage-never = chưa thăm
coverage-households = Số hộ
coverage-visited = Đã thăm trong { $days } ngày
coverage-share = Tỷ lệ
coverage-never-visited = Chưa thăm lần nào
coverage-visits-due = Đến hẹn thăm
coverage-overdue = Việc quá hạn
coverage-by-area = Theo địa bàn
coverage-by-officer = Theo cán bộ
coverage-all = Tất cả

about-load = Xem khối lượng của từng cán bộ so với định mức
about-presence = Xem từng tuần chỉ huy đã xuống từng địa bàn chưa
about-plan = Lập kế hoạch đi thăm trong ngày: việc gấp trước, đường đi ngắn, không cần mạng
arg-presence-weeks = Bao nhiêu tuần, tính cả tuần này (mặc định 4)
arg-plan-from = Xuất phát từ vĩ độ,kinh độ (để trống thì từ hộ cần thăm nhất)
arg-plan-count = Thăm nhiều nhất bao nhiêu hộ (mặc định 10)
arg-policy-norm-households = Định mức số hộ mỗi cán bộ (0: không có)
arg-policy-presence-visits = Mỗi tuần phải xuống mỗi địa bàn ít nhất bao nhiêu lượt
arg-policy-presence-role = Người giữ vai trò này phải xuống (mặc định commander); có thể ghi nhiều lần
arg-policy-presence-whom = Chỉ tính lượt thăm household, establishment, group hoặc area; ghi "" để tính tất cả
arg-policy-presence-purpose = Chỉ tính lượt có mục đích listen, inform hoặc support; ghi "" để tính tất cả
value-position = VĨ_ĐỘ,KINH_ĐỘ
examples-sotay-plan =
    sotay plan --from 21.0285,105.8542 --count 8
examples-sotay-presence =
    sotay presence --weeks 8
    sotay policy --presence-visits 2 --presence-role commander --presence-role supervisor

load-areas = Địa bàn
load-percent = So với định mức
load-establishments = Cơ sở
load-groups = Tổ, câu lạc bộ
load-nobody = chưa có cán bộ
load-none = Không có cán bộ hay địa bàn nào như vậy.
load-norm = Định mức: { $count } hộ mỗi cán bộ.
load-no-norm = Chưa đặt định mức; chỉ huy đặt bằng: sotay policy --norm-households SỐ
presence-none = Không có địa bàn nào như vậy.
presence-gaps = Tuần bỏ trống
presence-gap = bỏ trống
presence-open = chưa có
presence-any = tất cả
presence-rule = Mỗi tuần ít nhất { $visits } lượt của: { $roles }. Thăm: { $whom }. Mục đích: { $purposes }.
policy-presence = Chỉ huy xuống địa bàn
plan-none = Không có hộ nào cần thăm.
plan-unplaced = chưa có vị trí
plan-heard = Hộ đã nêu: { $need }
plan-promise = Còn việc: { $what }
plan-promise-by = Còn việc, hạn { $day }: { $what }
plan-end = { $count } trong { $total } hộ cần thăm, quãng đường { $distance }.

## Cách viết tên người đã gặp

about-spellings = Tìm người trong một hộ có tên được viết theo nhiều cách
arg-spellings-household = Chỉ hộ này và những hộ liên kết với nó
arg-spellings-officer = Chỉ người mà cán bộ này đã gặp
arg-spellings-from = Chỉ người đã gặp từ ngày này
arg-spellings-until = Chỉ người đã gặp đến hết ngày này
about-respell = Viết tên một người theo một cách trong hộ và các lượt thăm của hộ
arg-respell-household = Hộ
arg-respell-from-name = Cách viết cần bỏ, đúng từng chữ
arg-respell-to-name = Cách viết được giữ lại
examples-sotay-respell =
    sotay spellings H-0012
    sotay respell H-0012 "nguyen thi hoa" "Nguyễn Thị Hoà"

spellings-none = Không thấy tên nào được viết theo nhiều cách.
spellings-how = Thống nhất một cách viết: sotay respell HỘ "CÁCH BỎ" "CÁCH GIỮ"
spelling-pair = { $first } ({ $first-count } hồ sơ) · { $second } ({ $second-count } hồ sơ)
spelling-likely = Rất có thể là một người
spelling-possible = Có thể là một người
spelling-other-form = khác cách viết dấu, chữ hoa hoặc cách xưng hô
spelling-without-marks = một bên không dấu
spelling-abbreviated = một bên viết tắt
spelling-reordered = khác thứ tự
spelling-shortened = một bên viết thiếu
spelling-respelt = khác một chữ ở họ hoặc tên đệm
spelling-other-marks = khác dấu ở tên
spelling-one-letter = khác một chữ cái ở tên
respell-done = Đã sửa “{ $from }” thành “{ $to }” trong { $count } hồ sơ.
## Giữa các đơn vị

about-liaison = Kênh liên đơn vị: để gửi báo cáo lên và chuyển việc cho đơn vị khác
about-liaison-new = Lập kênh với một đơn vị khác và in mã cho đơn vị đó
about-liaison-accept = Nhận mã của đơn vị khác trên sổ này
about-liaison-list = Xem đang có kênh với những đơn vị nào
about-liaison-end = Chấm dứt kênh với một đơn vị
arg-liaison-unit = Tên đơn vị kia
arg-liaison-code = Mã do đơn vị kia đưa
arg-liaison-name = Gọi đơn vị kia là gì trong sổ này; nếu bỏ trống thì theo tên đơn vị đó tự đặt
arg-liaison-yes = Không hỏi lại
examples-sotay-liaison =
    sotay liaison new "Công an phường 5"
    sotay liaison accept SOTAYL1-…
liaison-new-done = Mã cho { $unit }:
liaison-how = Bên đó, chỉ huy hoặc quản trị gõ: sotay liaison accept MÃ. Hãy trao tận tay: ai có mã cũng có thể vào thay đơn vị đó.
liaison-accept-done = Đã lập kênh liên đơn vị với { $unit }. Các thiết bị có quyền duyệt của đơn vị mình sẽ được vào khi đồng bộ.
liaison-accept-offline = Chưa liên lạc được với máy chủ: kênh với { $unit } có hiệu lực sau khi thiết bị này đồng bộ (sotay sync).
liaison-none = Chưa có kênh với đơn vị nào khác.
liaison-end-asks = Chấm dứt kênh này? Những gì các thiết bị rời kênh đang giữ sẽ bị xoá ở lần đồng bộ tới của chúng.
liaison-end-done = Kênh sẽ chấm dứt ở lần đồng bộ tới.
column-unit = Đơn vị
column-side = Kênh
column-ours = Thiết bị bên mình
column-theirs = Thiết bị bên kia
side-host = do đơn vị mình lập; nhận báo cáo
side-guest = do đơn vị kia lập; gửi báo cáo
side-outside = chưa được vào
about-report = Báo cáo của đơn vị theo tuần, tháng, quý, năm
one-report = báo cáo
many-report = các báo cáo, kỳ mới nhất trước
about-report-write = Lập báo cáo của đơn vị cho một kỳ, hoặc lập lại
about-report-submit = Gửi báo cáo lên đơn vị cấp trên
about-report-units = Tổng hợp báo cáo của các đơn vị cấp dưới
about-report-accept = Tiếp nhận báo cáo của đơn vị cấp dưới
about-report-return = Trả lại báo cáo cho đơn vị cấp dưới, nêu lý do
arg-report-id = Báo cáo: mã hoặc phần đầu của mã
arg-report-report = Báo cáo: kỳ hoặc mã
arg-report-period = Kỳ: 2026-W47, 2026-11, 2026-Q4 hoặc 2026
arg-report-count = Một số liệu, ví dụ visits=120; có thể ghi nhiều lần
arg-report-text = Một đoạn thuyết minh; có thể ghi nhiều lần. Không ghi tên người dân ở đây
arg-report-from-units = Bắt đầu từ tổng số của các đơn vị cấp dưới
arg-report-to = Tên đơn vị cấp trên
arg-return-text = Điều cần sửa
report-write-done = Đã lập báo cáo ({ $id }). Gửi bằng: sotay report submit KỲ --to ĐƠN_VỊ
report-submit-done = Đã gửi báo cáo; đơn vị cấp trên nhận được sau lần đồng bộ tới.
report-accept-done = Đã tiếp nhận báo cáo.
report-return-done = Đã trả lại báo cáo.
report-no-units = Chưa có đơn vị cấp dưới nào lập kênh với đơn vị mình. Xem: sotay liaison new
report-sum = Tổng cộng
report-missing = chưa gửi
report-altered = có người ở đơn vị mình định sửa
about-report-print = In báo cáo: trang để in, bảng CSV hoặc JSON
arg-report-manual = Không tự tính từ sổ; chỉ lấy số liệu ghi bằng --count (và của cấp dưới với --from-units)
arg-report-format = Dạng: html (trang để in, mặc định), csv hoặc json
arg-report-out = Ghi vào tệp này thay vì in ra màn hình
report-print-title = Báo cáo
report-print-heading = { $unit }: báo cáo kỳ { $period }
report-print-days = Từ ngày { $from } đến hết ngày { $until }.
report-print-status = Trạng thái: { $status }.
report-print-done = Đã ghi { $file }.
report-part-coverage = Thăm hộ và nắm tình hình
report-part-needs = Nguyện vọng và việc cần làm
report-part-load = Khối lượng của cán bộ
report-part-groups = Mô hình, tổ tự quản, câu lạc bộ
report-part-presence = Chỉ huy xuống địa bàn
report-part-recognitions = Cơ sở an toàn
report-part-trainings = Tập huấn và tài liệu
report-part-others = Số liệu khác
report-part-shares = Tỷ lệ
report-part-units = Các đơn vị cấp dưới
report-column-name = Mã số liệu
report-column-words = Số liệu
about-referral = Phiếu chuyển: việc mình hỏi đơn vị khác và đơn vị khác hỏi mình
one-referral = phiếu chuyển
many-referral = các phiếu chuyển, mới nhất trước
about-referral-acknowledge = Tiếp nhận việc đơn vị khác chuyển đến
about-referral-answer = Trả lời việc đơn vị khác chuyển đến
about-referral-decline = Từ chối việc đơn vị khác chuyển đến, nêu lý do
arg-referral-id = Phiếu chuyển: mã hoặc phần đầu của mã
arg-referral-officer = Chỉ của việc cần làm do một cán bộ phụ trách
arg-referral-area = Chỉ của việc cần làm ở một địa bàn
arg-referral-unit = Chỉ với một đơn vị
arg-referral-status = Chỉ ở một trạng thái: sent, acknowledged, answered, declined
arg-referral-follow-up = Chỉ của một việc cần làm
arg-referral-household = Chỉ của việc cần làm cho một hộ
arg-referral-sent = Chỉ những phiếu đơn vị mình gửi đi
arg-referral-received = Chỉ những phiếu đơn vị mình nhận
arg-answer-text = Nội dung trả lời
arg-decline-text = Lý do từ chối
about-follow-up-refer = Chuyển một việc cần làm cho đơn vị khác
arg-refer-to = Tên đơn vị kia
arg-refer-text = Điều cần hỏi; nếu bỏ trống thì lấy nội dung của việc cần làm
arg-refer-due = Cần trả lời trước ngày nào
refer-done = Đã chuyển cho { $unit } ({ $id }).
refer-hint = Đơn vị kia chỉ nhận đoạn chữ này, không nhận hồ sơ nào. Chỉ ghi tên người khi thật cần thiết.
referral-acknowledge-done = Đã tiếp nhận; đơn vị kia thấy sau lần đồng bộ tới.
referral-answer-done = Đã trả lời; đơn vị kia thấy sau lần đồng bộ tới.
referral-decline-done = Đã từ chối; đơn vị kia thấy sau lần đồng bộ tới.

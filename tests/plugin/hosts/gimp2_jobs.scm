; Defines the steps of a job for GIMP 2.10. hosts.py writes the calls.

(define quant-image 0)
(define quant-drawable 0)

; Returns the oldest image of a file, or #f.
(define (oldest-image path)
  (let loop ((images (reverse (vector->list (cadr (gimp-image-list))))))
    (cond ((null? images) #f)
          ((string=? (car (gimp-image-get-filename (car images))) path) (car images))
          (else (loop (cdr images))))))

; Copies an image that stays open for later jobs: loading starts a plug-in, which takes half a second.
(define (quant-open path)
  (set! quant-image (car (gimp-image-duplicate
    (or (oldest-image path) (car (gimp-file-load RUN-NONINTERACTIVE path path))))))
  (set! quant-drawable (car (gimp-image-get-active-drawable quant-image))))

(define (quant-save-image image path)
  (file-png-save RUN-NONINTERACTIVE image (car (gimp-image-get-active-drawable image))
                 path path 0 1 0 0 0 0 0))

(define (numbers values)
  (apply string-append (map (lambda (value) (string-append " " (number->string value))) values)))

(define (palette-entries name)
  (let loop ((i (- (car (gimp-palette-get-info name)) 1)) (entries '()))
    (if (< i 0)
        entries
        (loop (- i 1) (append (car (gimp-palette-entry-get-color name i)) entries)))))

(define (quant-save path) (quant-save-image quant-image path))

; Saves the image of a job that has failed. Each command of GIMP starts with nothing defined.
(define (quant-save-newest path)
  (quant-save-image (vector-ref (cadr (gimp-image-list)) 0) path))

; Writes the result to the log, as a message between words that distinguish it from other messages.
(define (quant-result r)
  (gimp-message (string-append "RESULT\n" (number->string (car r)) "\n"
                               (number->string (cadr r)) "\n" (caddr r) "\n" (cadddr r) "\nEND"))
  (if (not (string=? (cadddr r) ""))
      (gimp-message (string-append "PALETTE" (numbers (palette-entries (cadddr r))) "\nEND")))
  (if (= (car (gimp-image-base-type quant-image)) INDEXED)
      (gimp-message (string-append "COLORMAP"
          (numbers (vector->list (cadr (gimp-image-get-colormap quant-image)))) "\nEND"))))

; Takes all arguments from the mode on.
(define (quant-call . arguments)
  (quant-result (apply plug-in-quant-kmeans RUN-NONINTERACTIVE quant-image quant-drawable
                       arguments)))

; Uses the settings that the plug-in has stored.
(define (quant-call-last)
  (quant-result (plug-in-quant-kmeans RUN-WITH-LAST-VALS quant-image quant-drawable "" 0 "" "" "" 0
                                      0 0 0 "" 0 0 0 "" "" 0 0 "" "")))

; The picture must be gray.
(define (add_channel path name)
  (let* ((mask (car (gimp-file-load RUN-NONINTERACTIVE path path)))
         (channel (car (gimp-channel-new quant-image (car (gimp-image-width mask))
                                         (car (gimp-image-height mask)) name 50 '(0 0 0)))))
    (gimp-image-insert-channel quant-image channel 0 0)
    (gimp-edit-copy (car (gimp-image-get-active-drawable mask)))
    (gimp-floating-sel-anchor (car (gimp-edit-paste channel TRUE)))
    (gimp-image-set-active-layer quant-image quant-drawable)
    (gimp-image-delete mask)))

(define (select x y width height feather)
  (gimp-context-set-feather (if (> feather 0) TRUE FALSE))
  (gimp-context-set-feather-radius feather feather)
  (gimp-image-select-rectangle quant-image CHANNEL-OP-REPLACE x y width height))

(define (select_none) (gimp-selection-none quant-image))

(define (save_selection path)
  (let* ((width (car (gimp-image-width quant-image)))
         (height (car (gimp-image-height quant-image)))
         (mask (car (gimp-image-new width height GRAY)))
         (layer (car (gimp-layer-new mask width height GRAY-IMAGE "mask" 100
                                     LAYER-MODE-NORMAL))))
    (gimp-image-insert-layer mask layer 0 0)
    (gimp-edit-copy (car (gimp-image-get-selection quant-image)))
    (gimp-floating-sel-anchor (car (gimp-edit-paste layer TRUE)))
    (quant-save-image mask path)
    (gimp-image-delete mask)))

(define (move x y) (gimp-layer-set-offsets quant-drawable x y))

(define (group)
  (let ((group (car (gimp-layer-group-new quant-image))))
    (gimp-image-insert-layer quant-image group 0 0)
    (gimp-image-reorder-item quant-image quant-drawable group 0)
    (set! quant-drawable group)))

; Puts the upper of two layers into a group of its own, and that with the lower one into another.
(define (group_all)
  (let ((inner (car (gimp-layer-group-new quant-image)))
        (layers (vector->list (cadr (gimp-image-get-layers quant-image)))))
    (group)
    (gimp-image-insert-layer quant-image inner quant-drawable 0)
    (gimp-image-reorder-item quant-image (car layers) inner 0)
    (gimp-image-set-active-layer quant-image quant-drawable)))

(define (choose_inside)
  (set! quant-drawable (vector-ref (cadr (gimp-item-get-children quant-drawable)) 0)))

(define (layer-at index)
  (vector-ref (cadr (gimp-image-get-layers quant-image)) index))

(define (choose_layer index) (set! quant-drawable (layer-at index)))

(define (lock what)
  (cond ((string=? what "pixels") (gimp-item-set-lock-content quant-drawable TRUE))
        ((string=? what "alpha") (gimp-layer-set-lock-alpha quant-drawable TRUE))
        ((string=? what "position") (gimp-item-set-lock-position quant-drawable TRUE))))

(define (soften)
  (gimp-layer-add-alpha quant-drawable)
  (select 20 10 20 20 10)
  (gimp-edit-clear quant-drawable)
  (select_none))

(define (indexed colors)
  (gimp-image-convert-indexed quant-image CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE colors FALSE
                              FALSE ""))

(define (indexed_with name colors)
  (palette name colors)
  (gimp-image-convert-indexed quant-image CONVERT-DITHER-NONE CONVERT-PALETTE-CUSTOM 0 FALSE FALSE
                              name))

(define (gray) (gimp-image-convert-grayscale quant-image))

(define (precision name)
  (gimp-image-convert-precision quant-image
    (cond ((string=? name "U8_LINEAR") PRECISION-U8-LINEAR)
          ((string=? name "U16_NON_LINEAR") PRECISION-U16-GAMMA)
          ((string=? name "FLOAT_LINEAR") PRECISION-FLOAT-LINEAR)
          ((string=? name "FLOAT_NON_LINEAR") PRECISION-FLOAT-GAMMA)
          ((string=? name "U32_NON_LINEAR") PRECISION-U32-GAMMA)
          ((string=? name "HALF_NON_LINEAR") PRECISION-HALF-GAMMA))))

(define (add_layer path x y)
  (let ((layer (car (gimp-file-load-layer RUN-NONINTERACTIVE quant-image path))))
    (gimp-image-insert-layer quant-image layer 0 0)
    (gimp-layer-set-offsets layer x y)))

(define (add_mask)
  (let ((mask (car (gimp-layer-create-mask quant-drawable ADD-MASK-COPY))))
    (gimp-layer-add-mask quant-drawable mask)
    (set! quant-drawable mask)))

(define (remove_layers)
  (while (> (car (gimp-image-get-layers quant-image)) 0)
    (gimp-image-remove-layer quant-image (layer-at 0))))

(define (hex-color text)
  (list (string->number (substring text 1 3) 16) (string->number (substring text 3 5) 16)
        (string->number (substring text 5 7) 16)))

(define (palette name colors)
  (let ((given (car (gimp-palette-new name))))
    (while (not (null? colors))
      (gimp-palette-add-entry given "" (hex-color (car colors)))
      (set! colors (cdr colors)))))

(define (context foreground background)
  (gimp-context-set-foreground (hex-color foreground))
  (gimp-context-set-background (hex-color background)))

; Saves one layer as a picture of its own.
(define (quant-save-layer index path)
  (let* ((layer (layer-at index))
         (copy (car (gimp-image-duplicate quant-image)))
         (others (gimp-image-get-layers copy))
         (keep (vector-ref (cadr others) index))
         (offsets (gimp-drawable-offsets keep))
         (i 0))
    (while (< i (car others))
      (if (not (= i index)) (gimp-image-remove-layer copy (vector-ref (cadr others) i)))
      (set! i (+ i 1)))
    (gimp-image-resize copy (car (gimp-drawable-width keep)) (car (gimp-drawable-height keep))
                       (- (car offsets)) (- (cadr offsets)))
    (quant-save-image copy path)
    (gimp-image-delete copy)))
